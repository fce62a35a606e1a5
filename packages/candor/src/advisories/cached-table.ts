import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PublishedTable, publishedTableSchema } from './advisory-schema.js';

const fileName = 'advisories.json';

/** Largest cached table that is read, in bytes; the shipped one has about 60 KiB. */
export const maxTableBytes = 16 << 20;

/** The table that `candor update` left in a folder; null when there is none or it is not valid. */
export function readCachedTable(folder: string): PublishedTable | null {
  try {
    const path = join(folder, fileName);
    if (statSync(path).size > maxTableBytes) return null;
    return parseTable(readFileSync(path, 'utf8'));
  } catch {
    return null; // not there, or not readable: the shipped table serves
  }
}

/** A published table from its text; null when it is not one. The content comes from the network or a writable folder. */
export function parseTable(text: string): PublishedTable | null {
  try {
    const checked = publishedTableSchema.safeParse(JSON.parse(text));
    return checked.success ? checked.data : null;
  } catch {
    return null; // not JSON
  }
}

/** Writes the table so that a reader sees the old or the new one, never half of it (rename(2)). */
export function writeCachedTable(folder: string, table: PublishedTable, suffix: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${fileName}.${suffix}`);
  try {
    writeFileSync(temporary, JSON.stringify(table), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, join(folder, fileName));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
