import { brokenAt } from './audit-chain.js';
import type { Database } from './database.js';
import { unpackSegment } from './line-log.js';

/** What an examination of the store yields; empty lists mean that it is well. */
export interface StoreState {
  readonly segments: number;
  readonly lines: number;
  readonly damagedSegments: readonly number[];
  /** Audit entry from which on the chain does not hold. */
  readonly auditBrokenAt: number | null;
  /** SQLite's own findings. */
  readonly integrity: readonly string[];
  readonly losses: number;
}

/** Reads everything once: each segment against its hash, the audit chain, SQLite's own check. */
export function verifyStore(database: Database): StoreState {
  const ids = database
    .prepare('SELECT id FROM segments ORDER BY id')
    .all()
    .map((row) => Number(row.id));
  const integrity = database
    .prepare('PRAGMA integrity_check')
    .all()
    .map((row) => String(row.integrity_check));
  const lines = database
    .prepare(
      'SELECT (SELECT COALESCE(SUM(lines), 0) FROM segments) + (SELECT COALESCE(SUM(lines), 0) FROM batches) AS n',
    )
    .get();
  return {
    segments: ids.length,
    lines: Number(lines?.n ?? 0),
    damagedSegments: ids.filter((id) => !isWhole(database, id)),
    auditBrokenAt: brokenAt(database),
    integrity: integrity.filter((text) => text !== 'ok'),
    losses: Number(database.prepare('SELECT COUNT(*) AS n FROM losses').get()?.n ?? 0),
  };
}

function isWhole(database: Database, id: number): boolean {
  const row = database.prepare('SELECT * FROM segments WHERE id = ?').get(id);
  try {
    return row !== undefined && unpackSegment(row).reduce((sum, batch) => sum + batch.lines, 0) === Number(row.lines);
  } catch {
    return false; // that is what is asked
  }
}
