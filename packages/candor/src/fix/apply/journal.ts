import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CandorError } from '../../core/errors.js';
import { codeOf, sha256 } from './real-file.js';

const version = z.object({ sha256: z.string(), mode: z.number(), uid: z.number(), gid: z.number() });
const entry = z.object({
  path: z.string(),
  kind: z.string(),
  subject: z.string(),
  /** Name of the temporary file in the same folder. */
  temporary: z.string(),
  /** Null = the file is new. */
  before: version.nullable(),
  after: version,
});
const journalShape = z.object({
  format: z.literal('candor-fix/1'),
  id: z.string(),
  at: z.string(),
  fixes: z.array(z.string()),
  files: z.array(entry),
});

/** One file of an applied plan: what it was and what it became. The bytes lie beside the journal as `before-N`, `after-N`. */
export type JournalFile = z.infer<typeof entry>;
/** What one run of `candor fix --apply` was about to do, written before it did anything. */
export type Journal = z.infer<typeof journalShape>;

/** Names of applied plans, which are folders. */
const idPattern = /^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$/;

/** Bytes of the files before and after, in the journal's order. */
export interface JournalBytes {
  readonly before: Buffer | null;
  readonly after: Buffer;
}

/** Writes the journal and all bytes, durably, for the owner alone. Until the folder has its name nothing was begun. */
export function writeJournal(folder: string, journal: Journal, bytes: readonly JournalBytes[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${journal.id}.new`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  for (const [index, { before, after }] of bytes.entries()) {
    if (before !== null) writeSynced(join(draft, `before-${index}`), before);
    writeSynced(join(draft, `after-${index}`), after);
  }
  writeSynced(join(draft, 'journal.json'), Buffer.from(`${JSON.stringify(journal, null, 2)}\n`));
  syncFolder(draft);
  renameSync(draft, join(folder, journal.id));
  syncFolder(folder);
}

/** Ids of the plans that were applied or begun, oldest first. */
export function journalIds(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => idPattern.test(name))
      .sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Reads a journal. */
export function readJournal(folder: string, id: string): Journal {
  if (!idPattern.test(id) || !journalIds(folder).includes(id))
    throw new CandorError('FIX_NOT_FOUND', `no applied fix has the id ${id}`, { hint: 'candor fix --list' });
  try {
    return journalShape.parse(JSON.parse(readFileSync(join(folder, id, 'journal.json'), 'utf8')));
  } catch (error) {
    const text = error instanceof Error ? error.message.slice(0, 200) : String(error);
    throw new CandorError('FIX_JOURNAL', `${join(folder, id)}/journal.json cannot be read: ${text}`, {
      hint: 'the files before the fix lie beside it as before-0, before-1, …',
      cause: error,
    });
  }
}

/** The bytes of a file before the fix; refused when the copy is not what the journal says. */
export function bytesBefore(folder: string, journal: Journal, index: number): Buffer {
  const path = join(folder, journal.id, `before-${index}`);
  const bytes = readFileSync(path);
  if (sha256(bytes) !== journal.files[index]?.before?.sha256)
    throw new CandorError('FIX_JOURNAL', `${path} is not the file that was kept (its hash differs)`);
  return bytes;
}

function writeSynced(path: string, bytes: Buffer): void {
  const handle = openSync(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(path: string): void {
  const handle = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
