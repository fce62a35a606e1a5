import { type FileHandle, open, stat } from 'node:fs/promises';
import { LineCutter } from './line-cutter.js';

/** How often a file is looked at again: far below the two seconds in which both halves of a start are joined. */
const pollMs = 100;
const chunkBytes = 262_144;
/** Rotated files looked through for the one that was read last; auditd(8) keeps five unless told otherwise. */
const maxRotations = 9;

/** What {@link followFile} needs and calls. */
export interface FollowOptions {
  readonly path: string;
  /** Default false: begins with what is written from now on. */
  readonly fromStart?: boolean;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onLines: (lines: readonly string[]) => void;
  readonly onLost: (count: number, why: string) => void;
  /** Nothing new in this look. */
  readonly onIdle?: () => void;
}

/** An open file and how far it was read. */
interface Followed {
  readonly handle: FileHandle;
  readonly inode: number;
  readonly cutter: LineCutter;
  offset: number;
}

/**
 * Follows a log through rotation by rename (the old file is read to its end, and those between it and the new one)
 * and by truncation (`copytruncate`: what was written and cut between two looks is gone, and said). A torn line waits
 * for its end. A file that is not there is waited for. Rejects with the system's error when it may not be read.
 */
export async function followFile(options: FollowOptions, signal: AbortSignal): Promise<void> {
  let current = await openFile(options.path, options.fromStart !== true);
  try {
    while (!signal.aborted) {
      const gained = current === null ? 0 : await readNew(current, options, signal);
      const next = await replacement(current, options.path);
      if (next !== null) {
        if (current !== null) await leave(current, options, signal);
        current = next;
      } else if (gained === 0) {
        options.onIdle?.();
        await options.sleep(pollMs, signal);
      }
    }
  } finally {
    await current?.handle.close();
  }
}

async function openFile(path: string, atEnd: boolean): Promise<Followed | null> {
  try {
    const handle = await open(path, 'r');
    const { ino, size } = await handle.stat();
    return { handle, inode: ino, cutter: new LineCutter(), offset: atEnd ? size : 0 };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The file that took the path's place; null while it is the same or missing. */
async function replacement(current: Followed | null, path: string): Promise<Followed | null> {
  const inode = await inodeOf(path);
  return inode === null || inode === current?.inode ? null : openFile(path, false);
}

async function inodeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).ino;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Reads to the end of what is there; the bytes gained. */
async function readNew(file: Followed, options: FollowOptions, signal: AbortSignal): Promise<number> {
  const { size } = await file.handle.stat();
  if (size < file.offset) {
    options.onLost(1, `${options.path} was cut short while it was read: what stood between is not known`);
    file.cutter.rest();
    file.offset = 0;
  }
  const began = file.offset;
  const buffer = Buffer.allocUnsafe(chunkBytes);
  while (!signal.aborted) {
    const { bytesRead } = await file.handle.read(buffer, 0, chunkBytes, file.offset);
    if (bytesRead === 0) break;
    file.offset += bytesRead;
    options.onLines(file.cutter.push(buffer.subarray(0, bytesRead)));
    tellDropped(file, options);
  }
  return file.offset - began;
}

function tellDropped({ cutter }: Followed, options: FollowOptions): void {
  const dropped = cutter.takeDropped();
  if (dropped > 0) options.onLost(dropped, `${dropped} lines of ${options.path} are longer than a line may be`);
}

/** Reads the rest of a file that was renamed away, and those that were rotated away after it, oldest first. */
async function leave(old: Followed, options: FollowOptions, signal: AbortSignal): Promise<void> {
  await readNew(old, options, signal);
  const torn = old.cutter.rest();
  if (torn !== null) options.onLines([torn]);
  await old.handle.close();
  let place = 1;
  while (place <= maxRotations && (await inodeOf(`${options.path}.${place}`)) !== old.inode) place += 1;
  if (place > maxRotations) return;
  for (place -= 1; place >= 1; place -= 1) {
    const between = await openFile(`${options.path}.${place}`, false);
    if (between === null) continue;
    await readNew(between, options, signal);
    await between.handle.close();
  }
}
