import { createHash } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import type { BytePath, EntryKind, FileState } from './file-state.js';

/** One look at an entry; `device` tells where another file system begins. */
export interface Seen {
  readonly state: FileState;
  readonly device: bigint;
}

const chunk = Buffer.allocUnsafe(1 << 20);

/** Tries of a file that changes while it is read. */
const tries = 3;

/** What stat(2) says, links not followed; null when nothing is there (any more). Other failures are thrown. */
export function seeEntry(path: BytePath): Seen | null {
  const bytes = Buffer.from(path, 'latin1');
  try {
    const stats = lstatSync(bytes, { bigint: true });
    const target = stats.isSymbolicLink() ? readlinkSync(bytes, { encoding: 'buffer' }).toString('latin1') : null;
    return { state: stateOf(stats, target), device: stats.dev };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}

/**
 * The state of a regular file with its hash. It is read through one descriptor, opened without following links, and
 * again when its ctime moved meanwhile; after three tries, or when it is not there or not a file, `sha256` stays null.
 */
export function withHash(path: BytePath, seen: FileState, algorithm: 'sha256' | 'md5' = 'sha256'): FileState {
  if (seen.kind !== 'file') return seen;
  try {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
    const file = openSync(Buffer.from(path, 'latin1'), flags);
    try {
      return hashOpen(file, seen, algorithm);
    } finally {
      closeSync(file);
    }
  } catch {
    return seen; // gone, not readable, or no file any more: the difference is told as `unread`
  }
}

function hashOpen(file: number, seen: FileState, algorithm: 'sha256' | 'md5'): FileState {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const before = fstatSync(file, { bigint: true });
    if (!before.isFile()) return seen;
    const hash = createHash(algorithm);
    let at = 0;
    for (;;) {
      const read = readSync(file, chunk, 0, chunk.length, at);
      if (read === 0) break;
      hash.update(chunk.subarray(0, read));
      at += read;
    }
    const after = fstatSync(file, { bigint: true });
    if (after.ctimeNs === before.ctimeNs && after.size === BigInt(at))
      return { ...stateOf(after, null), sha256: hash.digest('hex') };
  }
  return seen;
}

function stateOf(stats: BigIntStats, target: string | null): FileState {
  return {
    kind: kindOf(stats),
    mode: Number(stats.mode & 0o7777n),
    owner: Number(stats.uid),
    group: Number(stats.gid),
    inode: String(stats.ino),
    links: Number(stats.nlink),
    sizeBytes: Number(stats.size),
    mtimeNs: String(stats.mtimeNs),
    ctimeNs: String(stats.ctimeNs),
    target,
    sha256: null,
  };
}

function kindOf(stats: BigIntStats): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}
