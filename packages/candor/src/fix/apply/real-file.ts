import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Largest configuration file that is edited. */
const limitBytes = 1024 * 1024;

/** A regular file as it is now: its bytes, and what an exact copy of it needs. */
export interface RealFile {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly ctime: Date;
}

/** What reading a file to be edited yields: the file, its proven absence, or why it is left alone. */
export type Reading =
  | { readonly state: 'there'; readonly file: RealFile }
  | { readonly state: 'absent' }
  | { readonly state: 'refused'; readonly because: string };

/** An open folder. Names below it are reached through its descriptor, so that nobody can put another folder in its place. */
export interface OpenFolder {
  readonly descriptor: number;
  /** The path of a name in this folder, through /proc/self/fd (proc(5)). */
  at(name: string): string;
}

/** Does something in the folder of a path, which must be reached without any symbolic link. */
export function withFolder<T>(path: string, use: (folder: OpenFolder, name: string) => T): T {
  const wanted = dirname(path);
  const descriptor = openSync(wanted, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const real = readlinkSync(`/proc/self/fd/${descriptor}`);
    if (real !== wanted) throw new FileRefusal(`${wanted} is reached through a symbolic link (it is ${real})`);
    return use({ descriptor, at: (name) => `/proc/self/fd/${descriptor}/${name}` }, basename(path));
  } finally {
    closeSync(descriptor);
  }
}

/** Why a file is left alone; caught where a reading or a writing answers. */
export class FileRefusal extends Error {}

/** Reads a file that may be edited. Links, files with several names, special and huge files are refused. Never throws. */
export function readReal(path: string): Reading {
  try {
    return withFolder(path, (folder, name) => ({ state: 'there', file: readIn(folder, name) }));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { state: 'absent' };
    return { state: 'refused', because: refusalText(error) };
  }
}

/** The file of that name in an open folder. */
export function readIn(folder: OpenFolder, name: string): RealFile {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = openSync(folder.at(name), flags);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new FileRefusal('it is no regular file');
    if (stat.nlink > 1)
      throw new FileRefusal(`it has ${stat.nlink} names (hard links): the others would keep the old text`);
    if (stat.size > limitBytes) throw new FileRefusal(`it has ${stat.size} bytes, more than ${limitBytes}`);
    const bytes = readFileSync(handle);
    return { bytes, sha256: sha256(bytes), mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid, ctime: stat.ctime };
  } finally {
    closeSync(handle);
  }
}

/** SHA-256, hex. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The system's code of an error, `ENOENT`; null for others. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

const words: Readonly<Record<string, string>> = {
  ELOOP: 'it is a symbolic link',
  ENOTDIR: 'its folder is a symbolic link or no folder',
  EROFS: 'it lies on a file system that is mounted read-only',
  EACCES: 'permission denied (run with sudo)',
  EPERM: 'permission denied (run with sudo; an immutable file needs chattr -i)',
  ENOSPC: 'the disk is full',
};

/** Why a file cannot be read or written, in words. */
export function refusalText(error: unknown): string {
  const code = codeOf(error);
  if (code !== null && words[code] !== undefined) return words[code];
  return error instanceof Error ? error.message : String(error);
}
