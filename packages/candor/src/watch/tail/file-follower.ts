import { readSync, statSync } from 'node:fs';
import type { FileCursor, Loss } from './cursor.js';
import {
  beginsLike,
  closeLog,
  cursorOf,
  hasSameHead,
  isFileOf,
  type OpenLog,
  openLog,
  rememberHead,
  rotatedSiblings,
  statLog,
} from './open-log.js';

/** A line longer than this is handed over in pieces, and counted. */
export const longestLineBytes = 1_048_576;

/** How long a rotated file is still read after its last growth: nginx writes to it until it is told to reopen. */
const lingerMs = 60_000;

/** Rotations that may happen between two looks at the names before the look is tried again. */
const mostLooks = 5;

/** What one look yields. Each chunk is whole lines; the cursors hold once the chunks are stored. */
export interface Followed {
  readonly chunks: readonly Buffer[];
  readonly cursors: readonly FileCursor[];
  readonly losses: readonly Loss[];
  /** Lines that were longer than {@link longestLineBytes}. */
  readonly cutLines: number;
  /** True when nothing more is to be had now. */
  readonly drained: boolean;
}

interface Held {
  readonly log: OpenLog;
  grewAt: number;
  /** Time of the file's last change as it was seen, in milliseconds. */
  changedMs: number;
  /** A copy made by copytruncate, or a file whose successor is there: it will end. */
  ending: boolean;
  done: boolean;
}

/**
 * Follows one log by name through rename, copytruncate and Docker's rotation, so that no line is lost or doubled: names
 * are only hints, files are known by inode and first bytes. After a restart it goes on from the stored cursors.
 */
export class FileFollower {
  readonly path: string;
  #held: Held[] = [];
  #losses: Loss[] = [];
  #cutLines = 0;

  private constructor(path: string) {
    this.path = path;
  }

  /** Goes on from cursors; without any, begins at the end, or at the start when that is asked for. */
  static open(path: string, cursors: readonly FileCursor[], options: { fromStart: boolean; now: Date }): FileFollower {
    const follower = new FileFollower(path);
    if (cursors.length > 0) follower.#resume(cursors, options.now);
    else follower.#begin(options.fromStart, options.now);
    return follower;
  }

  /** Reads what is new, at most about `budgetBytes`. */
  poll(now: Date, budgetBytes: number): Followed {
    this.#dropDone(now.getTime());
    if (this.#held.length === 0) this.#begin(true, now);
    const chunks: Buffer[] = [];
    let left = budgetBytes;
    let index = 0;
    for (let held = this.#held[0]; held !== undefined && left > 0; held = this.#held[index]) {
      const taken = this.#readFrom(held, left, now, chunks);
      if (taken === null) continue;
      left -= taken;
      if (left > 0 && held === this.#held.at(-1)) this.#lookForSuccessors(held, now);
      index += 1;
    }
    const losses = this.#losses;
    const cutLines = this.#cutLines;
    this.#losses = [];
    this.#cutLines = 0;
    return { chunks, cursors: this.#cursors(), losses, cutLines, drained: left > 0 };
  }

  close(): void {
    for (const { log } of this.#held) closeLog(log);
    this.#held = [];
  }

  #cursors(): FileCursor[] {
    return this.#held.filter((held) => !held.done).map(({ log }) => cursorOf(log));
  }

  #begin(fromStart: boolean, now: Date): void {
    const log = openLog(this.path);
    if (log === null) return;
    if (!fromStart) log.offset = statLog(log).sizeBytes;
    this.#held = [hold(log, now)];
  }

  #resume(cursors: readonly FileCursor[], now: Date): void {
    const logs = lookAt(this.path);
    const places = cursors.map((cursor) => placeOf(logs, cursor)).filter((place) => place >= 0);
    const from = places.length === 0 ? 0 : Math.min(...places);
    if (places.length === 0 && logs.length > 0)
      this.#lose(now, 'the file was rotated out of reach while nothing was following it', null);
    for (const [index, log] of logs.entries()) {
      if (index < from) closeLog(log);
      else {
        const known = cursors.find((cursor) => placeOf([log], cursor) === 0);
        if (known !== undefined) log.offset = known.offset;
        this.#held.push(hold(log, now));
      }
    }
    for (const held of this.#held.slice(0, -1)) held.ending = true;
  }

  /** Reads whole lines of one file; returns how many bytes were taken, null when the file was cut and begins anew. */
  #readFrom(held: Held, budgetBytes: number, now: Date, chunks: Buffer[]): number | null {
    const { log } = held;
    let taken = 0;
    while (taken < budgetBytes) {
      const { sizeBytes, changedMs } = statLog(log);
      const bytes = readAt(log, Math.min(Math.max(0, sizeBytes - log.offset), longestLineBytes));
      const changed = bytes.length > 0 || changedMs !== held.changedMs;
      if (sizeBytes < log.offset || (changed && !hasSameHead(log))) {
        this.#afterTruncation(held, now);
        return null;
      }
      held.changedMs = changedMs;
      const whole = this.#wholeLines(bytes, held, now);
      if (whole.length === 0) break;
      held.grewAt = now.getTime();
      log.offset += whole.length;
      taken += whole.length;
      rememberHead(log, sizeBytes);
      chunks.push(whole);
    }
    return taken;
  }

  /** The part of `bytes` that may be handed over: up to the last line end, or all of it when no end will come. */
  #wholeLines(bytes: Buffer, held: Held, now: Date): Buffer {
    const end = bytes.lastIndexOf(10);
    if (end >= 0) return bytes.subarray(0, end + 1);
    if (bytes.length >= longestLineBytes) {
      this.#cutLines += 1;
      return bytes;
    }
    const lingered = held.ending && bytes.length > 0 && now.getTime() - held.grewAt >= lingerMs;
    if (lingered) held.done = true;
    return lingered ? bytes : bytes.subarray(0, 0);
  }

  /** At the end of the newest file: has the name moved on to another file? */
  #lookForSuccessors(held: Held, now: Date): void {
    if (isStill(this.path, held.log)) return;
    const newer = this.#newerThan(held.log, now);
    if (newer.length === 0) return;
    held.ending = true;
    held.grewAt = now.getTime();
    for (const log of newer) this.#held.push({ ...hold(log, now), ending: true });
    const last = this.#held.at(-1);
    if (last !== undefined) last.ending = false;
  }

  #newerThan(log: OpenLog, now: Date): OpenLog[] {
    const logs = lookAt(this.path);
    const place = logs.findIndex((other) => other.inode === log.inode && other.device === log.device);
    for (const old of logs.slice(0, place + 1)) closeLog(old);
    const newer = logs.slice(place + 1);
    if (place < 0 && newer.length > 1)
      this.#lose(now, 'the file was removed by rotation before its successors were seen', null);
    return newer;
  }

  /** The file was cut to nothing: what was not read yet stands in its copy, if one was made. */
  #afterTruncation(held: Held, now: Date): void {
    const cursor = cursorOf(held.log);
    const siblings = rotatedSiblings(this.path)
      .map(openLog)
      .filter((log) => log !== null);
    const copy = siblings.findLast((log) => cursor.headBytes > 0 && beginsLike(log, cursor));
    for (const log of siblings) if (log !== copy) closeLog(log);
    if (copy) {
      copy.offset = cursor.offset;
      this.#held.splice(this.#held.indexOf(held), 0, { ...hold(copy, now), ending: true });
    } else this.#lose(now, 'the file was cut to nothing, and no copy of what was not read yet is there', null);
    held.log.offset = 0;
    held.log.headBytes = 0;
    rememberHead(held.log, statLog(held.log).sizeBytes);
  }

  #lose(at: Date, because: string, bytes: number | null): void {
    this.#losses.push({ path: this.path, at, because, bytes });
  }

  /** Closes files that have ended; kept until now so that their cursors held while their lines were being stored. */
  #dropDone(nowMs: number): void {
    const ended = (held: Held) =>
      held.done || (held.ending && nowMs - held.grewAt >= lingerMs && statLog(held.log).sizeBytes === held.log.offset);
    for (const held of this.#held.filter(ended)) closeLog(held.log);
    this.#held = this.#held.filter((held) => !ended(held));
  }
}

function hold(log: OpenLog, now: Date): Held {
  return { log, grewAt: now.getTime(), changedMs: 0, ending: false, done: false };
}

/** Index of the file that the cursor speaks of: the file itself, else a copy of it. */
function placeOf(logs: readonly OpenLog[], cursor: FileCursor): number {
  const own = logs.findIndex((log) => isFileOf(log, cursor));
  return own >= 0 || cursor.headBytes === 0 ? own : logs.findIndex((log) => beginsLike(log, cursor));
}

/** Opens a log and its rotated siblings, oldest first, as they stand at one moment. */
function lookAt(path: string): OpenLog[] {
  for (let look = 1; ; look++) {
    const logs = [...rotatedSiblings(path), path].map(openLog).filter((log) => log !== null);
    if (look === mostLooks || logs.every((log) => isStill(log.path, log))) return unique(logs);
    for (const log of logs) closeLog(log);
  }
}

/** A rotation between two opens can show one file under two names. */
function unique(logs: readonly OpenLog[]): OpenLog[] {
  return logs.filter((log, index) => {
    const first = logs.findIndex((other) => other.inode === log.inode && other.device === log.device) === index;
    if (!first) closeLog(log);
    return first;
  });
}

function isStill(path: string, log: OpenLog): boolean {
  try {
    const stat = statSync(path, { bigint: true });
    return String(stat.ino) === log.inode && String(stat.dev) === log.device;
  } catch {
    return false; // no file has the name now
  }
}

function readAt(log: OpenLog, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  const read = readSync(log.handle, buffer, 0, bytes, log.offset);
  return buffer.subarray(0, read);
}
