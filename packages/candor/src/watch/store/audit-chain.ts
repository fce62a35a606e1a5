import { createHash } from 'node:crypto';
import type { Database } from './database.js';

/** What the store did or was told, in order; each entry holds the hash of the one before, so that an edit shows. */
export interface AuditEntry {
  readonly number: number;
  readonly at: Date;
  readonly kind: string;
  readonly body: unknown;
}

/** Appends one entry; call it inside a transaction. */
export function appendAudit(database: Database, at: Date, kind: string, body: unknown): void {
  const last = database.prepare('SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1').get();
  const number = Number(last?.number ?? 0) + 1;
  const previous = last === undefined ? null : String(last.hash);
  const text = JSON.stringify(body);
  database
    .prepare('INSERT INTO audit (number, at_ms, kind, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?)')
    .run(number, at.getTime(), kind, text, previous, entryHash(number, at.getTime(), kind, text, previous));
}

/** Number of the first entry that does not follow from the one before it; null when the chain is whole. */
export function brokenAt(database: Database): number | null {
  let previous: string | null = null;
  let expected = 1;
  for (const row of database.prepare('SELECT * FROM audit ORDER BY number').all()) {
    const number = Number(row.number);
    const hash = entryHash(number, Number(row.at_ms), String(row.kind), String(row.body), previous);
    if (number !== expected || row.previous !== previous || row.hash !== hash) return expected;
    previous = hash;
    expected += 1;
  }
  return null;
}

function entryHash(number: number, atMs: number, kind: string, body: string, previous: string | null): string {
  return createHash('sha256')
    .update(JSON.stringify([number, atMs, kind, body, previous]))
    .digest('hex');
}
