import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { codeOf, FileRefusal, type OpenFolder, readIn, withFolder } from './real-file.js';

/** What a file is to become. */
export interface Wanted {
  readonly bytes: Buffer;
  readonly mode: number;
  /** Owner; null = whoever writes it. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

/**
 * Replaces a file as a whole: a temporary file in the same folder, with the owner and mode it shall have, is synced and
 * renamed over it, so that a kill at any moment leaves the old file or the new one. `expected` is the hash that the file
 * must have until then; null = it must not be there. Throws {@link FileRefusal} or the system's error.
 */
export function replaceFile(path: string, temporary: string, expected: string | null, wanted: Wanted): void {
  withFolder(path, (folder, name) => {
    expectStill(folder, name, expected);
    writeTemporary(folder, temporary, wanted);
    try {
      expectStill(folder, name, expected);
      if (expected === null) linkSync(folder.at(temporary), folder.at(name));
      else renameSync(folder.at(temporary), folder.at(name));
    } finally {
      removeIfThere(folder, temporary);
    }
    fsyncSync(folder.descriptor);
  });
}

/** Removes a file that has that hash. */
export function removeFile(path: string, expected: string): void {
  withFolder(path, (folder, name) => {
    expectStill(folder, name, expected);
    unlinkSync(folder.at(name));
    fsyncSync(folder.descriptor);
  });
}

/** Removes what a killed run may have left; a name that is not there is no error. */
export function removeTemporary(path: string, temporary: string): void {
  try {
    withFolder(path, (folder) => removeIfThere(folder, temporary));
  } catch (error) {
    // A folder that has gone holds no leftover.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function expectStill(folder: OpenFolder, name: string, expected: string | null): void {
  const now = hashIn(folder, name);
  if (now === expected) return;
  if (expected === null) throw new FileRefusal('a file of that name is there already');
  throw new FileRefusal(now === null ? 'it has gone since it was read' : 'it changed since it was read');
}

function hashIn(folder: OpenFolder, name: string): string | null {
  try {
    return readIn(folder, name).sha256;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function writeTemporary(folder: OpenFolder, name: string, wanted: Wanted): void {
  removeIfThere(folder, name);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = openSync(folder.at(name), flags, 0o600);
  try {
    for (let written = 0; written < wanted.bytes.length; ) written += writeSync(handle, wanted.bytes, written);
    const { uid, gid } = fstatSync(handle);
    const owner = wanted.owner ?? { uid, gid };
    if (owner.uid !== uid || owner.gid !== gid) fchownSync(handle, owner.uid, owner.gid);
    fchmodSync(handle, wanted.mode);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function removeIfThere(folder: OpenFolder, name: string): void {
  try {
    unlinkSync(folder.at(name));
  } catch (error) {
    // After a rename the name is free already.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
