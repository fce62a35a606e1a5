import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { CandorError } from '../core/errors.js';

/** The file operations of a case folder. Each is atomic as a whole: a kill leaves the old state or the new one. */
export interface CaseFiles {
  readonly folder: string;
  /** Names in a subfolder, sorted; empty when it is not there. */
  list(sub: string): string[];
  /** Bytes of a regular file; null when it is not there. Links are not followed. */
  read(name: string, limitBytes: number): Buffer | null;
  /** Names that the file has (hard links); 0 when it is not there. */
  links(name: string): number;
  /** Writes a new file and syncs it; an existing one is an error. */
  create(name: string, bytes: Buffer): void;
  /** Gives an existing file a second name; false when that name is taken, or the file has gone. */
  claim(from: string, to: string): boolean;
  remove(name: string): void;
  /** Makes names of a subfolder durable. */
  sync(sub: string): void;
  /** Makes the folder and its subfolders where they are missing. */
  prepare(): void;
}

/** Subfolders of a case. */
export const subfolders = ['reports', 'records'] as const;

/** The real files below a folder; for its owner alone (0700, 0600). */
export function caseFiles(folder: string): CaseFiles {
  const at = (name: string) => join(folder, name);
  return {
    folder,
    list: (sub) => ifThere(() => readdirSync(at(sub)).sort()) ?? [],
    read: (name, limitBytes) => ifThere(() => readRegular(at(name), limitBytes)),
    links: (name) => ifThere(() => lstatSync(at(name)).nlink) ?? 0,
    create: (name, bytes) => writeNew(at(name), bytes),
    claim: (from, to) => claim(at(from), at(to)),
    remove: (name) => void ifThere(() => unlinkSync(at(name))),
    sync: (sub) => syncFolder(at(sub)),
    prepare: () => prepare(folder),
  };
}

function ifThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw problem(error);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function problem(error: unknown): CandorError {
  if (error instanceof CandorError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new CandorError('CASE_NOT_FOUND', `the case folder cannot be used: ${text}`, {
    hint: 'name a folder on a local disk that you may write, with --case DIR',
    cause: error,
  });
}

function readRegular(path: string, limitBytes: number): Buffer {
  const stat = lstatSync(path);
  if (!stat.isFile())
    throw new CandorError('CASE_EDITED', `${path} is no regular file`, { hint: 'remove it: candor writes files only' });
  if (stat.size > limitBytes)
    throw new CandorError('CASE_EDITED', `${path} has ${stat.size} bytes, more than candor writes (${limitBytes})`);
  const handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

function writeNew(path: string, bytes: Buffer): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    const handle = openSync(path, flags, 0o600);
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(handle, bytes, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw problem(error);
  }
}

function claim(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    // ENOENT: another writer finished this step, and took the first name away.
    if (isCode(error, 'EEXIST') || isCode(error, 'ENOENT')) return false;
    throw problem(error);
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

function prepare(folder: string): void {
  try {
    for (const path of [folder, ...subfolders.map((sub) => join(folder, sub))]) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      if (path !== folder && !lstatSync(path).isDirectory()) throw new Error(`${path} is no folder`);
    }
  } catch (error) {
    throw problem(error);
  }
}
