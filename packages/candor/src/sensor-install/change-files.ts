import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { InstallRecord } from './install-record.js';
import type { FileChange } from './plan-install.js';
import { type ShownChange, sha256 } from './show-diff.js';

/** The file's content, or null when there is none. */
export function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null; // absent and unreadable are the same to a plan: it cannot be edited
  }
}

/** What the record keeps of each change: the bytes before, and the topmost folder that has to be made. */
export function recordChanges(changes: readonly FileChange[]): InstallRecord['changes'] {
  return changes.map(({ path, before, after }) => ({
    path,
    before: before?.toString('base64') ?? null,
    afterSha256: sha256(after),
    madeFolder: topMissingFolder(dirname(path)),
  }));
}

function topMissingFolder(folder: string): string | null {
  if (existsSync(folder)) return null;
  return topMissingFolder(dirname(folder)) ?? folder;
}

/** Writes the new content; mode and owner of a file that is there stay. */
export function applyChanges(changes: readonly FileChange[]): void {
  for (const { path, after } of changes) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, after, { mode: 0o644 });
  }
}

/** Puts back what was before. */
export function restoreChanges(changes: InstallRecord['changes']): void {
  for (const { path, before } of changes) {
    if (before === null) rmSync(path, { force: true });
    else writeFileSync(path, Buffer.from(before, 'base64'));
  }
  for (const { path, madeFolder } of changes) if (madeFolder !== null) removeEmpty(dirname(path), madeFolder);
}

/** Removes folders that the installation made, from the inside out, as long as they are empty. */
function removeEmpty(folder: string, top: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return; // gone already, or somebody put a file into it: it stays
  }
  if (folder !== top) removeEmpty(dirname(folder), top);
}

/** Files that somebody changed since the installation. */
export function changedSince(changes: InstallRecord['changes']): string[] {
  return changes
    .filter(({ path, afterSha256 }) => {
      const now = readIfThere(path);
      return now === null || sha256(now) !== afterSha256;
    })
    .map(({ path }) => path);
}

/** The undo as a diff. */
export function undoChanges(changes: InstallRecord['changes']): ShownChange[] {
  return changes.map(({ path, before }) => ({
    path,
    before: readIfThere(path),
    after: before === null ? null : Buffer.from(before, 'base64'),
  }));
}
