import { closeSync, constants, type FSWatcher, openSync, readdirSync, readSync, watch } from 'node:fs';
import { basename } from 'node:path';
import type { EngineContainer } from '../collectors/docker/engine-access.js';
import { type EvidenceFolder, fileNameOf } from '../preserve/evidence-folder.js';
import type { Observation } from '../watch/events/observation.js';
import { joinBytes } from './baseline-file.js';
import { type BytePath, bytePath, type FileState, readablePath } from './file-state.js';
import { seeEntry, withHash } from './read-state.js';

/** A burst of changes in one folder is looked at once. */
const settleMs = 100;

/** Folders without a watch are looked at this often. */
const pollMs = 10_000;

/** Folders that are watched at most; the kernel's own limit (`fs.inotify.max_user_watches`, inotify(7)) may be less. */
const mostFolders = 20_000;

/** Files of one folder that are remembered; a folder with more tells of the first alone, and says so. */
const mostNames = 20_000;

/** What the watch needs of its surroundings. */
export interface LayerWatchParts {
  readonly now: () => Date;
  readonly onObservation: (observation: Observation) => void;
  /** What cannot be seen as it should, once each. */
  readonly onBlind: (why: string) => void;
  /** Where new programs are kept; null when nothing can be kept (any more). */
  readonly evidence: () => EvidenceFolder | null;
}

interface WatchedFolder {
  readonly container: string;
  readonly within: string;
  /** ctime and inode by name. */
  readonly names: Map<string, string>;
  watcher: FSWatcher | null;
  timer: NodeJS.Timeout | null;
}

/**
 * Tells of files that appear, change or go in the writable layers of containers, as they do. One watch a folder; where
 * the kernel has no more of them, the folder is looked at every ten seconds. Each new or changed program is copied first.
 */
export class LayerWatch {
  readonly #parts: LayerWatchParts;
  readonly #folders = new Map<BytePath, WatchedFolder>();
  readonly #said = new Set<string>();
  readonly #poll: NodeJS.Timeout;

  constructor(parts: LayerWatchParts) {
    this.#parts = parts;
    this.#poll = setInterval(() => this.#pollAll(), pollMs);
    this.#poll.unref();
  }

  /** Watches the layers of these containers; those that are gone are let go. What is there at first is not told. */
  follow(containers: readonly EngineContainer[]): void {
    const layers = new Map(containers.flatMap((one) => (one.upperDir ? [[bytePath(one.upperDir), one.name]] : [])));
    for (const path of [...this.#folders.keys()])
      if (![...layers.keys()].some((layer) => path === layer || path.startsWith(`${layer}/`))) this.#forget(path);
    for (const [layer, container] of layers)
      if (!this.#folders.has(layer)) this.#add(layer, { container, within: '' }, false);
  }

  /** Ends all watches. */
  close(): void {
    clearInterval(this.#poll);
    for (const path of [...this.#folders.keys()]) this.#forget(path);
  }

  #add(path: BytePath, of: Pick<WatchedFolder, 'container' | 'within'>, tell: boolean): void {
    if (this.#folders.size >= mostFolders) {
      this.#say(`layers have more than ${mostFolders} folders; the others are not watched`);
      return;
    }
    const folder: WatchedFolder = { ...of, names: new Map(), watcher: null, timer: null };
    this.#folders.set(path, folder);
    folder.watcher = this.#watch(path, folder); // before the first look, so that nothing falls between
    this.#look(path, folder, tell);
  }

  #watch(path: BytePath, folder: WatchedFolder): FSWatcher | null {
    try {
      const watcher = watch(Buffer.from(path, 'latin1'), { persistent: false }, () => this.#soon(path, folder));
      watcher.on('error', () => {
        watcher.close();
        folder.watcher = null; // looked at by the clock from now on
      });
      return watcher;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
      if (code !== 'ENOENT')
        this.#say(`folders of layers cannot be watched (${code}): looked at every ${pollMs / 1000} s instead`);
      return null;
    }
  }

  #soon(path: BytePath, folder: WatchedFolder): void {
    folder.timer ??= setTimeout(() => {
      folder.timer = null;
      if (this.#folders.get(path) === folder) this.#look(path, folder, true);
    }, settleMs);
  }

  #look(path: BytePath, folder: WatchedFolder, tell: boolean): void {
    const there = namesOf(path);
    if (there.length > mostNames)
      this.#say(`a folder of container ${folder.container} has more than ${mostNames} names`);
    const names = new Set(there.slice(0, mostNames));
    for (const name of folder.names.keys()) {
      if (names.has(name)) continue;
      folder.names.delete(name);
      this.#forget(joinBytes(path, name));
      this.#tell('deleted', folder, joinBytes(path, name), null);
    }
    for (const name of names) this.#lookAt(joinBytes(path, name), name, folder, tell);
  }

  #lookAt(path: BytePath, name: string, folder: WatchedFolder, tell: boolean): void {
    const state = stateAt(path);
    if (state === null) return;
    if (state.kind === 'folder') {
      folder.names.set(name, 'folder');
      const { container, within } = folder;
      if (!this.#folders.has(path)) this.#add(path, { container, within: `${within}/${name}` }, tell);
      return;
    }
    const before = folder.names.get(name);
    const mark = `${state.inode} ${state.ctimeNs}`;
    folder.names.set(name, mark);
    if (tell && before !== mark) this.#tell(before === undefined ? 'created' : 'modified', folder, path, state);
  }

  #tell(
    action: 'created' | 'modified' | 'deleted',
    folder: WatchedFolder,
    path: BytePath,
    state: FileState | null,
  ): void {
    const program = state !== null && isProgram(path, state);
    if (action === 'modified' && !program) return; // logs and caches grow all the time
    if (state?.kind === 'other') return; // a socket, or overlayfs' mark of a file of the image that was removed
    const file = readablePath(`${folder.within}/${basename(path)}`);
    const kept = program ? this.#parts.evidence()?.copy(this.#keptName(folder, path, state), readablePath(path)) : null;
    const sha256 = program ? (kept?.sha256 ?? withHash(path, state).sha256) : null;
    this.#parts.onObservation({
      time: this.#parts.now(),
      sensor: 'integrity',
      logsource: { product: 'linux', category: 'file_event', service: 'integrity' },
      fields: {
        'file.path': file,
        'event.action': action,
        'file.mode': state === null ? null : state.mode.toString(8).padStart(4, '0'),
        'file.size': state?.sizeBytes ?? null,
        'file.hash.sha256': sha256,
        'container.name': folder.container,
        'candor.layer': 'writable',
        ...(program ? { 'candor.executable': true } : {}),
        'candor.kept': kept?.file ?? null,
      },
      raw: `${action} ${file} in the writable layer of ${folder.container}${sha256 === null ? '' : `, sha256 ${sha256}`}`,
    });
  }

  #keptName(folder: WatchedFolder, path: BytePath, state: FileState): string {
    return `${fileNameOf(folder.container)}/${fileNameOf(basename(path))}-${state.inode}-${state.ctimeNs}`;
  }

  #pollAll(): void {
    for (const [path, folder] of [...this.#folders]) if (folder.watcher === null) this.#look(path, folder, true);
  }

  #forget(path: BytePath): void {
    const gone = this.#folders.get(path);
    if (gone === undefined) return;
    this.#folders.delete(path);
    gone.watcher?.close();
    if (gone.timer) clearTimeout(gone.timer);
    for (const name of gone.names.keys()) this.#forget(joinBytes(path, name));
  }

  #say(why: string): void {
    if (this.#said.has(why)) return;
    this.#said.add(why);
    this.#parts.onBlind(why);
  }
}

function namesOf(path: BytePath): string[] {
  try {
    return readdirSync(Buffer.from(path, 'latin1'), { encoding: 'latin1' });
  } catch {
    return []; // gone: all of it is told as deleted
  }
}

function stateAt(path: BytePath): FileState | null {
  try {
    return seeEntry(path)?.state ?? null;
  } catch {
    return null; // not readable now; the next look tries again
  }
}

/** By mode, or by the first bytes: an ELF file and a script are started by an interpreter without any mode. */
function isProgram(path: BytePath, state: FileState): boolean {
  if (state.kind !== 'file') return false;
  if ((state.mode & 0o111) !== 0) return true;
  const start = Buffer.alloc(4);
  try {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = openSync(Buffer.from(path, 'latin1'), flags);
    try {
      readSync(file, start, 0, 4, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return false; // gone already
  }
  return start.equals(Buffer.from('\u007fELF', 'latin1')) || start.toString('latin1', 0, 2) === '#!';
}
