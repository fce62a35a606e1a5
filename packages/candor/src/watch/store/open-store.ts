import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CandorError } from '../../core/errors.js';
import { type Database, openDatabase } from './database.js';
import { schema, schemaVersion } from './schema.js';

/** Where the store is when nothing else is said. */
export const defaultStoreFolder = '/var/lib/candor';

/** Opens the watcher's store, and makes it where it is missing (folder 0700, file 0600). */
export function openStore(folder: string): Database {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'watch.sqlite');
    const database = openDatabase(path);
    chmodSync(path, 0o600);
    database.exec(
      'PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;',
    );
    database.exec(schema);
    holdVersion(database);
    return database;
  } catch (error) {
    throw storeProblem(folder, error);
  }
}

/** Opens it for reading only, beside a running watcher. */
export function openStoreToRead(folder: string): Database {
  try {
    const database = openDatabase(join(folder, 'watch.sqlite'), { readOnly: true });
    database.exec('PRAGMA busy_timeout = 5000;');
    database.prepare('SELECT value FROM meta WHERE key = ?').get('version');
    return database;
  } catch (error) {
    throw storeProblem(folder, error);
  }
}

function holdVersion(database: Database): void {
  const row = database.prepare('SELECT value FROM meta WHERE key = ?').get('version');
  if (row === undefined)
    database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run('version', String(schemaVersion));
  else if (Number(row.value) > schemaVersion)
    throw new CandorError('STORE_UNUSABLE', `the store was written by a newer candor (tables ${row.value})`, {
      hint: 'run the newer candor, or name another folder with --store DIR',
    });
}

function storeProblem(folder: string, error: unknown): CandorError {
  if (error instanceof CandorError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new CandorError('STORE_UNUSABLE', `the store in ${folder} cannot be used: ${text}`, {
    hint: 'candor watch makes it; name another folder with --store DIR, or run with sudo',
    cause: error,
  });
}
