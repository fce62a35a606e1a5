import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Block, endOf } from '../block/block.js';
import { type JournalEntry, journalLine, readJournal } from '../block/journal.js';
import { CandorError } from '../core/errors.js';

/** The blocks of this host on disk; what the kernel forgets at a reboot comes back from here. */
export interface JournalFile {
  readonly path: string;
  read(now: Date): { readonly blocks: Map<string, Block>; readonly unread: number };
  append(entries: readonly JournalEntry[]): void;
  /** Replaces the file by what stands now: old bytes or new ones, never a half. */
  compact(now: Date): void;
}

/** `blocks.ndjson` in the state folder, for its owner alone. */
export function journalFile(folder: string): JournalFile {
  const path = join(folder, 'blocks.ndjson');
  let known: { readonly stamp: string; readonly blocks: Map<string, Block>; readonly unread: number } | null = null;
  const read = (now: Date) => {
    const stamp = stampOf(path);
    if (known === null || known.stamp !== stamp) known = { stamp, ...readJournal(textOf(path), now) };
    const standing = [...known.blocks].filter(([, block]) => endOf(block) > now);
    return { blocks: new Map(standing), unread: known.unread };
  };
  return {
    path,
    read,
    append: (entries) => {
      const before = stampOf(path);
      if (entries.length > 0) write(folder, path, entries, constants.O_APPEND);
      // Read nothing again that this process has written itself, unless somebody else wrote too.
      if (known?.stamp === before) known = { ...known, blocks: applied(known.blocks, entries), stamp: stampOf(path) };
    },
    compact: (now) => {
      const entries = [...read(now).blocks.values()].map((block) => ({ op: 'set', block }) as const);
      const next = `${path}.${process.pid}`;
      write(folder, next, entries, constants.O_TRUNC);
      renameSync(next, path);
    },
  };
}

function applied(blocks: Map<string, Block>, entries: readonly JournalEntry[]): Map<string, Block> {
  for (const entry of entries) {
    if (entry.op === 'set') blocks.set(entry.block.id, entry.block);
    else blocks.delete(entry.id);
  }
  return blocks;
}

/** Changes with every write. */
function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}

function write(folder: string, path: string, entries: readonly JournalEntry[], how: number): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const handle = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | how, 0o600);
    try {
      const bytes = Buffer.from(entries.map(journalLine).join(''));
      let written = 0;
      while (written < bytes.length) written += writeSync(handle, bytes, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw failed(path, error);
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw failed(path, error);
  }
}

function failed(path: string, error: unknown): CandorError {
  return new CandorError(
    'FIREWALL_FAILED',
    `cannot use ${path}: ${error instanceof Error ? error.message : String(error)}`,
    {
      hint: 'run with sudo, or through the actuator',
      cause: error,
    },
  );
}
