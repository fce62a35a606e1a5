import { closeSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CandorError } from '../core/errors.js';
import { pathObjection } from './safe-path.js';

/** The files of a bundle, wherever they lie. Paths are relative to its root and already checked. */
export interface BundleFiles {
  /** Shown in messages: the folder or the archive. */
  readonly name: string;
  /** Size in bytes, or null when there is no such file. */
  size(path: string): number | null;
  read(path: string): Buffer;
  /** The same bytes in order, at most {@link pieceBytes} at a time where they are not in memory anyway. */
  pieces(path: string): Iterable<Buffer>;
}

/** Size of a piece that is read from disk: the window in which the log reader works. */
const pieceBytes = 1 << 16;

/** Files below a folder. Symbolic links are refused at every step of a path: they could lead out of the bundle. */
export function folderFiles(root: string): BundleFiles {
  return {
    name: root,
    size: (path) => {
      refuse(path, root);
      const stat = lastStat(root, path);
      return stat?.isFile() ? stat.size : null;
    },
    read: (path) => {
      refuse(path, root);
      lastStat(root, path);
      return readFileSync(join(root, path));
    },
    pieces: (path) => {
      refuse(path, root);
      lastStat(root, path);
      return piecesOf(join(root, path));
    },
  };
}

function* piecesOf(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const count = readSync(file, piece);
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  } finally {
    closeSync(file);
  }
}

/** Files held in memory, as read from an archive. */
export function memoryFiles(name: string, files: ReadonlyMap<string, Buffer>): BundleFiles {
  const read = (path: string) => {
    const content = files.get(path);
    if (!content) throw new CandorError('BUNDLE_NOT_FOUND', `${name} has no file ${path}`);
    return content;
  };
  return {
    name,
    size: (path) => {
      refuse(path, name);
      return files.get(path)?.length ?? null;
    },
    read,
    pieces: (path) => [read(path)],
  };
}

function refuse(path: string, where: string): void {
  const objection = pathObjection(path);
  if (objection) {
    throw new CandorError('BUNDLE_PATH_ESCAPES', `${where}: the path "${path.slice(0, 200)}" ${objection}`, {
      hint: 'artefact paths are relative to the bundle and stay inside it',
    });
  }
}

function lastStat(root: string, path: string) {
  let current = root;
  let stat = null;
  for (const part of path.split('/')) {
    current = join(current, part);
    stat = lstatSync(current, { throwIfNoEntry: false });
    if (!stat) return null;
    if (stat.isSymbolicLink()) {
      throw new CandorError('BUNDLE_PATH_ESCAPES', `${current} is a symbolic link`, {
        hint: 'copy the file itself into the bundle',
      });
    }
  }
  return stat;
}
