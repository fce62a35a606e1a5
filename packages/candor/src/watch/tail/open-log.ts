import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FileCursor, headLimitBytes } from './cursor.js';

/** One log file that is held open, so that its inode stays its own. */
export interface OpenLog {
  readonly handle: number;
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  offset: number;
  headBytes: number;
  headHash: string;
}

/** Opens a regular file without following a link in its last part; null when it is not there or is none. */
export function openLog(path: string): OpenLog | null {
  let handle: number;
  try {
    handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null; // gone, denied or a link: the follower says so once when it lasts
  }
  const stat = fstatSync(handle, { bigint: true });
  if (!stat.isFile()) {
    closeSync(handle);
    return null;
  }
  const log = {
    handle,
    path,
    device: String(stat.dev),
    inode: String(stat.ino),
    offset: 0,
    headBytes: 0,
    headHash: '',
  };
  rememberHead(log, Number(stat.size));
  return log;
}

/** Closes it. */
export function closeLog(log: OpenLog): void {
  closeSync(log.handle);
}

/** Size now, and the time of its last change in milliseconds. */
export function statLog(log: OpenLog): { readonly sizeBytes: number; readonly changedMs: number } {
  const stat = fstatSync(log.handle);
  return { sizeBytes: stat.size, changedMs: stat.ctimeMs };
}

/** Remembers the first bytes once more of them are there. */
export function rememberHead(log: OpenLog, sizeBytes: number): void {
  const bytes = Math.min(sizeBytes, headLimitBytes);
  if (bytes <= log.headBytes) return;
  log.headBytes = bytes;
  log.headHash = hashHead(log.handle, bytes);
}

/** True when the file still begins as it did; false after a truncation that was filled again. */
export function hasSameHead(log: OpenLog): boolean {
  return log.headBytes === 0 || hashHead(log.handle, log.headBytes) === log.headHash;
}

/** True when this file is the one that the cursor speaks of, wherever it is now. */
export function isFileOf(log: OpenLog, cursor: FileCursor): boolean {
  return log.device === cursor.device && log.inode === cursor.inode && beginsLike(log, cursor);
}

/** True when the file begins as the cursor's did and is at least as long: itself, or a copy of it. */
export function beginsLike(log: OpenLog, cursor: FileCursor): boolean {
  return (
    statLog(log).sizeBytes >= cursor.offset &&
    (cursor.headBytes === 0 || hashHead(log.handle, cursor.headBytes) === cursor.headHash)
  );
}

/** The file's place, to be kept. */
export function cursorOf(log: OpenLog): FileCursor {
  const { device, inode, offset, headBytes, headHash } = log;
  return { device, inode, offset, headBytes, headHash };
}

/** Rotated siblings of a log, oldest first: `access.log.3`, `.2`, `.1`, or `access.log-20261122`. Compressed ones are left out. */
export function rotatedSiblings(path: string): string[] {
  const base = basename(path);
  let names: string[];
  try {
    names = readdirSync(dirname(path));
  } catch {
    return []; // the folder is gone; the follower says so when it lasts
  }
  const rotated = names.filter(
    (name) => name.startsWith(base) && /^(?:\.\d{1,4}|-\d{8,14})$/.test(name.slice(base.length)),
  );
  return rotated.sort((a, b) => ageOf(b, base) - ageOf(a, base)).map((name) => join(dirname(path), name));
}

/** Higher is older. Numbers count up with age; dates count down. */
function ageOf(name: string, base: string): number {
  const suffix = name.slice(base.length);
  return suffix.startsWith('.') ? Number(suffix.slice(1)) : 1e15 - Number(suffix.slice(1));
}

function hashHead(handle: number, bytes: number): string {
  const buffer = Buffer.alloc(bytes);
  const read = readSync(handle, buffer, 0, bytes, 0);
  return createHash('sha256').update(buffer.subarray(0, read)).digest('hex');
}
