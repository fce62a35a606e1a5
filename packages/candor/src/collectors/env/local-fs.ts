import { createHash } from 'node:crypto';
import { constants, type Dirent, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink, stat, statfs } from 'node:fs/promises';
import { codedError } from './error-code.js';
import type { DigestAlgorithm, EntryKind, FileBytes, FileDigest, FileStat, ReadOnlyFs } from './read-only-fs.js';
import { createRootedPaths } from './rooted-path.js';

const DEFAULT_MAX_BYTES = 4 << 20;
const CHUNK_BYTES = 1 << 18;
const SEARCH_BYTES = 1 << 20;
const HEAD_BYTES = 64;

/** The machine's files as seen from `root` (default `/`). */
export function createLocalFs(root = '/'): ReadOnlyFs {
  const at = createRootedPaths(root);
  return {
    read: async (path, options = {}) => withFile(await at(path), root, (file) => readBytes(file, options)),
    list: async (path) => readdir(await at(path)),
    entries: async (path) =>
      (await readdir(await at(path), { withFileTypes: true })).map((entry) => ({
        name: entry.name,
        kind: kindOf(entry),
      })),
    stat: async (path) => toStat(await stat(await at(path))),
    lstat: async (path) => toStat(await lstat(await at(path, false))),
    readLink: async (path) => readlink(await at(path, false)),
    digest: async (path, maxBytes, algorithms = ['sha256']) =>
      withFile(await at(path), root, (file) => digestOf(file, maxBytes, algorithms)),
    search: async (path, needle, after, maxBytes) =>
      withFile(await at(path), root, (file) => searchIn(file, needle, after, maxBytes)),
    space: async (path) => spaceOf(await at(path)),
    within: (inner) => createLocalFs(join(root, inner)),
    absolute: (path) => join(root, path),
  };
}

function join(root: string, path: string): string {
  return root === '/' ? path : path === '/' ? root : root + path;
}

async function withFile<T>(path: string, root: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  // O_NONBLOCK: a FIFO planted where a file is expected must not hang the collector. In another root the last
  // component was resolved already; O_NOFOLLOW refuses a link that was put there in between.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (root === '/' ? 0 : constants.O_NOFOLLOW);
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function readBytes(
  file: FileHandle,
  options: { readonly maxBytes?: number; readonly tail?: boolean },
): Promise<FileBytes> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const size = (await regular(file)).size;
  const start = options.tail === true && size > maxBytes ? size - maxBytes : 0;
  const chunks: Buffer[] = [];
  let total = 0;
  // Files of /proc have size 0, so the end is found by reading.
  while (total <= maxBytes) {
    const chunk = Buffer.allocUnsafe(size === 0 ? 4096 : Math.min(CHUNK_BYTES, Math.max(1, size - start - total + 1)));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, size === 0 ? null : start + total);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    total += bytesRead;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: start > 0 || total > maxBytes };
}

async function regular(file: FileHandle): Promise<Stats> {
  const stats = await file.stat();
  if (stats.isDirectory()) throw codedError('EISDIR', 'is a directory');
  if (!stats.isFile()) throw codedError('EINVAL', 'not a regular file');
  return stats;
}

async function digestOf(
  file: FileHandle,
  maxBytes: number,
  algorithms: readonly DigestAlgorithm[],
): Promise<FileDigest> {
  const size = (await regular(file)).size;
  if (size > maxBytes) throw codedError('EFBIG', `larger than ${maxBytes} bytes`);
  const hashes = algorithms.map((name) => ({ name, hash: createHash(name) }));
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(size, 1)));
  let head = Buffer.alloc(0);
  for (let position = 0; position <= maxBytes; ) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) break;
    const part = chunk.subarray(0, bytesRead);
    if (position === 0) head = Buffer.from(part.subarray(0, HEAD_BYTES));
    for (const { hash } of hashes) hash.update(part);
    position += bytesRead;
  }
  const hex = Object.fromEntries(hashes.map(({ name, hash }) => [name, hash.digest('hex')]));
  return { sha256: hex.sha256 ?? '', md5: hex.md5 ?? '', sha1: hex.sha1 ?? '', head };
}

async function searchIn(file: FileHandle, needle: string, after: number, maxBytes: number): Promise<string | null> {
  await regular(file);
  const overlap = needle.length + after;
  const chunk = Buffer.allocUnsafe(SEARCH_BYTES);
  for (let position = 0; position < maxBytes; position += SEARCH_BYTES - overlap) {
    const { bytesRead } = await file.read(chunk, 0, SEARCH_BYTES, position);
    const found = chunk.subarray(0, bytesRead).indexOf(needle);
    if (found >= 0) return chunk.toString('latin1', found, Math.min(bytesRead, found + overlap));
    if (bytesRead < SEARCH_BYTES) return null;
  }
  return null;
}

async function spaceOf(path: string) {
  const fs = await statfs(path);
  return { bytes: fs.blocks * fs.bsize, bytesFree: fs.bavail * fs.bsize, inodes: fs.files, inodesFree: fs.ffree };
}

function kindOf(entry: Dirent | Stats): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  return entry.isSocket() ? 'socket' : 'other';
}

function toStat(stats: Stats): FileStat {
  return {
    kind: kindOf(stats),
    sizeBytes: stats.size,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    mtime: stats.mtime,
    ctime: stats.ctime,
    inode: stats.ino,
    device: stats.dev,
  };
}
