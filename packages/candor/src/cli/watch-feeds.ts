import { createEngineAccess } from '../collectors/docker/create-engine-access.js';
import { createLocalFs } from '../collectors/env/local-fs.js';
import type { WatchConfig } from '../config/watch-config.js';
import { fileFeed } from '../watch/feeds/file-feed.js';
import { findSources } from '../watch/feeds/find-sources.js';
import { JournalFeed } from '../watch/feeds/journal-feed.js';
import type { Database } from '../watch/store/database.js';
import { storedCursor } from '../watch/store/line-log.js';
import type { Watcher } from '../watch/watcher.js';
import type { Terminal } from './terminal.js';

/** A container that is gone keeps its last lines this long: Docker removes the file with it. */
const lingerMs = 30_000;

/** Keeps the watcher's feeds in step with the logs that are there. */
export class WatchFeeds {
  readonly #database: Database;
  readonly #terminal: Terminal;
  readonly #declared: WatchConfig['logs'];
  readonly #goneSince = new Map<string, number>();
  readonly #added = new Set<string>();
  #containers: ReadonlyMap<string, { readonly name: string; readonly pid: number }> = new Map();
  #first = true;
  #blind = '';

  constructor(database: Database, declared: WatchConfig['logs'], terminal: Terminal) {
    this.#database = database;
    this.#declared = declared;
    this.#terminal = terminal;
  }

  /** Adds what is new, takes away what is gone. Answers whether anything changed, and what became blind since the last look. */
  async refresh(
    watcher: Watcher,
    fromStart: boolean,
  ): Promise<{ readonly changed: boolean; readonly blind: string | null }> {
    const { DOCKER_HOST, XDG_RUNTIME_DIR } = this.#terminal.env;
    const uid = process.geteuid?.() ?? 0;
    const engine = createEngineAccess(createLocalFs(), { dockerHost: DOCKER_HOST, runtimeDir: XDG_RUNTIME_DIR, uid });
    const found = await findSources(engine, this.#declared);
    const now = this.#terminal.now();
    this.#containers = found.containers;
    let changed = false;
    for (const { source, path } of found.files) {
      this.#goneSince.delete(source.name);
      if (watcher.has(source.name)) continue;
      const cursor = storedCursor(this.#database, source.name);
      watcher.add(fileFeed(source, path, cursor, fromStart || !this.#first, now));
      this.#added.add(source.name);
      changed = true;
    }
    if (found.journal && !watcher.has('journal:auth'))
      watcher.add(new JournalFeed(storedCursor(this.#database, 'journal:auth'), now));
    changed = this.#forget(watcher, new Set(found.files.map(({ source }) => source.name)), now.getTime()) || changed;
    const settled = !this.#first && changed;
    this.#first = false;
    const blind = found.blind.join('; ');
    const news = blind === this.#blind ? null : blind;
    this.#blind = blind;
    return { changed: settled, blind: news };
  }

  /** Name of a container by its id, as far as it ran at the last look. */
  containerName(id: string): string | null {
    return this.#containers.get(id)?.name ?? null;
  }

  /** The containers that ran at the last look. */
  running(): { readonly name: string; readonly pid: number }[] {
    return [...this.#containers.values()].filter(({ pid }) => pid > 0);
  }

  #forget(watcher: Watcher, present: ReadonlySet<string>, nowMs: number): boolean {
    let forgot = false;
    for (const name of this.#added) {
      if (present.has(name)) continue;
      const since = this.#goneSince.get(name) ?? nowMs;
      this.#goneSince.set(name, since);
      if (nowMs - since < lingerMs) continue;
      watcher.remove(name);
      this.#added.delete(name);
      this.#goneSince.delete(name);
      forgot = true;
    }
    return forgot;
  }
}
