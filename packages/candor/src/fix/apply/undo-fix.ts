import { bytesBefore, type Journal, type JournalFile, journalIds, readJournal } from './journal.js';
import { readReal, refusalText } from './real-file.js';
import { removeFile, removeTemporary, replaceFile } from './replace-file.js';

/** What the undo did with one file. */
export interface UndoneFile {
  readonly path: string;
  /** `as-before`: nothing was to be done. */
  readonly state: 'restored' | 'removed' | 'as-before' | 'refused';
  readonly because: string | null;
}

/** Puts every file of a fix back, byte for byte, with its mode and owner; files that somebody changed since are left alone. */
export function undoFix(folder: string, journal: Journal): UndoneFile[] {
  return journal.files.map((file, index) => undoFile(folder, journal, file, index)).toReversed();
}

/** Removes the temporary files that killed runs left in the folders of their files. */
export function removeLeftovers(folder: string): void {
  for (const id of journalIds(folder))
    for (const { path, temporary } of readJournal(folder, id).files) {
      try {
        removeTemporary(path, temporary);
      } catch {
        // A folder that is a link by now, or may not be written, is no reason to stop: its file is refused later, by name.
      }
    }
}

/** Where a file stands between before and after its fix. */
export type Standing = 'fixed' | 'as-before' | 'changed' | 'unreadable';

/** Compares a file with its journal. */
export function standingOf(file: JournalFile): Standing {
  const now = readReal(file.path);
  if (now.state === 'refused') return 'unreadable';
  if (now.state === 'absent') return file.before === null ? 'as-before' : 'changed';
  const isAt = (version: { sha256: string; mode: number } | null) =>
    version !== null && now.file.sha256 === version.sha256 && now.file.mode === version.mode;
  if (isAt(file.before)) return 'as-before';
  return isAt(file.after) ? 'fixed' : 'changed';
}

function undoFile(folder: string, journal: Journal, file: JournalFile, index: number): UndoneFile {
  const { path } = file;
  try {
    removeTemporary(path, file.temporary);
    const standing = standingOf(file);
    if (standing === 'as-before') return { path, state: 'as-before', because: null };
    if (standing !== 'fixed')
      return { path, state: 'refused', because: 'it was changed after the fix: your change would be lost' };
    if (file.before === null) {
      removeFile(path, file.after.sha256);
      return { path, state: 'removed', because: null };
    }
    const { mode, uid, gid } = file.before;
    const bytes = bytesBefore(folder, journal, index);
    replaceFile(path, file.temporary, file.after.sha256, { bytes, mode, owner: { uid, gid } });
    return { path, state: 'restored', because: null };
  } catch (error) {
    return { path, state: 'refused', because: refusalText(error) };
  }
}
