import { readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { joinBytes, type Known } from './baseline-file.js';
import { type BytePath, type Change, differences, type FileState, looksUnchanged } from './file-state.js';
import { type Seen, seeEntry, withHash } from './read-state.js';

/** What a tree is compared with: the stored baseline, or nothing. */
export interface KnownTree {
  entry(path: BytePath): Known | null;
  folder(path: BytePath): Map<string, Known>;
}

/** Compared with this, everything is added. */
export const emptyTree: KnownTree = { entry: () => null, folder: () => new Map() };

/** How to compare. */
export interface CompareOptions {
  /** Hash every file, not only those whose metadata moved. */
  readonly full: boolean;
  readonly excluded: ReadonlySet<BytePath>;
  readonly onChange: (change: Change) => void;
  /** A place that could not be looked at, and why. */
  readonly onBlind: (path: BytePath, why: string) => void;
  readonly onProgress: (path: BytePath, looked: number) => void;
}

/** Other work gets its turn, and Ctrl-C its effect, after so long. */
const turnMs = 50;

/**
 * Compares everything at and below a path with what is known of it. One folder is in memory at a time; links are never
 * followed, other file systems not entered. Answers how many entries were looked at.
 */
export async function compareTree(root: BytePath, known: KnownTree, options: CompareOptions): Promise<number> {
  return new Comparison(known, options).run(root);
}

class Comparison {
  readonly #known: KnownTree;
  readonly #options: CompareOptions;
  #looked = 0;
  #device = 0n;
  #turnAtMs = performance.now() + turnMs;

  constructor(known: KnownTree, options: CompareOptions) {
    this.#known = known;
    this.#options = options;
  }

  async run(root: BytePath): Promise<number> {
    const seen = this.#see(root);
    if (seen === undefined) return 0;
    this.#device = seen?.device ?? 0n;
    const folders: BytePath[] = [];
    await this.#judge(root, this.#known.entry(root), seen, folders);
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) await this.#folder(folder, folders);
    return this.#looked;
  }

  async #folder(folder: BytePath, folders: BytePath[]): Promise<void> {
    const names = this.#names(folder);
    if (names === null) return;
    const known = this.#known.folder(folder);
    for (const name of names) {
      const path = joinBytes(folder, name);
      const before = known.get(name) ?? null;
      known.delete(name);
      if (this.#options.excluded.has(path)) continue;
      const seen = this.#see(path);
      if (seen !== undefined) await this.#judge(path, before, seen, folders);
    }
    for (const [name, before] of known) this.#removed(joinBytes(folder, name), before);
  }

  async #judge(path: BytePath, before: Known | null, seen: Seen | null, folders: BytePath[]): Promise<void> {
    await this.#turn(path);
    if (seen === null) {
      if (before !== null) this.#removed(path, before);
      return;
    }
    this.#looked += 1;
    const isMount = seen.state.kind === 'folder' && seen.device !== this.#device;
    const now: FileState = isMount ? { ...seen.state, kind: 'mount' } : seen.state;
    if (now.kind === 'folder') folders.push(path);
    else if (before?.state.kind === 'folder') this.#removedBelow(path);
    this.#tell(path, before, now);
  }

  #tell(path: BytePath, before: Known | null, now: FileState): void {
    const { full, onChange } = this.#options;
    if (before === null) {
      onChange({ path, action: 'added', what: [], before: null, after: withHash(path, now), owner: null });
      return;
    }
    if (looksUnchanged(before.state, now) && !(full && now.kind === 'file')) return;
    const after = withHash(path, now);
    const what = differences(before.state, after);
    if (what.length > 0) onChange({ path, action: 'changed', what, before: before.state, after, owner: before.owner });
  }

  #removed(path: BytePath, { state, owner }: Known): void {
    if (this.#options.excluded.has(path)) return;
    this.#options.onChange({ path, action: 'removed', what: [], before: state, after: null, owner });
    if (state.kind === 'folder') this.#removedBelow(path);
  }

  #removedBelow(path: BytePath): void {
    for (const [name, below] of this.#known.folder(path)) this.#removed(joinBytes(path, name), below);
  }

  /** Null when nothing is there; undefined when that cannot be known. */
  #see(path: BytePath): Seen | null | undefined {
    try {
      return seeEntry(path);
    } catch (error) {
      this.#options.onBlind(path, reason(error));
      return undefined;
    }
  }

  #names(folder: BytePath): string[] | null {
    try {
      return readdirSync(Buffer.from(folder, 'latin1'), { encoding: 'latin1' });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      this.#options.onBlind(folder, reason(error));
      return null;
    }
  }

  async #turn(path: BytePath): Promise<void> {
    if (performance.now() < this.#turnAtMs) return;
    this.#options.onProgress(path, this.#looked);
    await setImmediate();
    this.#turnAtMs = performance.now() + turnMs;
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'could not be read';
}
