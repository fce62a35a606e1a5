import { basename } from 'node:path';
import type { PlannedFile } from '../plan-fixes.js';
import { type Journal, type JournalFile, writeJournal } from './journal.js';
import { type RealFile, refusalText, sha256 } from './real-file.js';
import { replaceFile } from './replace-file.js';

/** A file of the plan with what was read from the disk when the plan was made; null = it was not there. */
export interface ReadyFile {
  readonly planned: PlannedFile;
  readonly read: RealFile | null;
}

/** What became of one file. */
export interface FileOutcome {
  readonly path: string;
  readonly state: 'written' | 'refused';
  readonly because: string | null;
}

/** What an applied plan left. */
export interface Applied {
  readonly journal: Journal;
  readonly files: readonly FileOutcome[];
}

/** Time and randomness of a run. */
export interface RunNames {
  readonly now: Date;
  /** Six hexadecimal digits. */
  readonly random: string;
}

/** Mode of a new file without one of its own: readable, as its neighbours are. */
const newFileMode = 0o644;

/**
 * Writes a plan. First the journal with all bytes, then file after file, each as a whole. A file that is not what was
 * read is refused and the rest goes on; `--undo` puts back what was written.
 */
export function applyPlan(folder: string, ready: readonly ReadyFile[], names: RunNames): Applied {
  const id = `${names.now.toISOString().replace(/[-:]|\.\d+/g, '')}-${names.random}`;
  const files = ready.map((one) => journalFile(one, id));
  const fixes = [...new Set(ready.flatMap(({ planned }) => planned.fixes))];
  const journal: Journal = { format: 'candor-fix/1', id, at: names.now.toISOString(), fixes, files };
  const bytes = ready.map(({ planned, read }) => ({ before: read?.bytes ?? null, after: Buffer.from(planned.after) }));
  writeJournal(folder, journal, bytes);
  return { journal, files: ready.map((one, index) => write(one, files[index])) };
}

function journalFile({ planned, read }: ReadyFile, id: string): JournalFile {
  const after = Buffer.from(planned.after);
  return {
    path: planned.path,
    kind: planned.kind,
    subject: planned.subject,
    temporary: `.${basename(planned.path).slice(0, 100)}.candor-${id}`,
    before: read === null ? null : { sha256: read.sha256, mode: read.mode, uid: read.uid, gid: read.gid },
    after: {
      sha256: sha256(after),
      mode: planned.mode ?? read?.mode ?? newFileMode,
      uid: read?.uid ?? process.geteuid?.() ?? 0,
      gid: read?.gid ?? process.getegid?.() ?? 0,
    },
  };
}

function write({ planned, read }: ReadyFile, file: JournalFile | undefined): FileOutcome {
  const outcome = { path: planned.path };
  if (file === undefined) return { ...outcome, state: 'refused', because: 'it is not in the journal' };
  try {
    const { mode, uid, gid } = file.after;
    const owner = read === null ? null : { uid, gid };
    replaceFile(planned.path, file.temporary, read?.sha256 ?? null, { bytes: Buffer.from(planned.after), mode, owner });
    return { ...outcome, state: 'written', because: null };
  } catch (error) {
    return { ...outcome, state: 'refused', because: refusalText(error) };
  }
}
