import type { Database } from './database.js';

/** How long and how much is kept; whichever is reached first. */
export interface Retention {
  readonly days: number;
  readonly sizeBytes: number;
}

/** Thirty days of a million lines a day fit into 1.5 GB (watch.md, "Store"). */
export const defaultRetention: Retention = { days: 30, sizeBytes: 1_500_000_000 };

const dayMs = 86_400_000;

/** Removes the oldest segments beyond the limits; what was found in them (detections, incidents, audit) stays. Returns how many. */
export function keepWithin(database: Database, retention: Retention, now: Date): number {
  const old = database.prepare('DELETE FROM segments WHERE to_ms < ?').run(now.getTime() - retention.days * dayMs);
  let removed = Number(old.changes);
  const sizes = database
    .prepare('SELECT id, LENGTH(data) + LENGTH(filter) AS bytes FROM segments ORDER BY last_seq DESC')
    .all();
  let bytes = 0;
  const remove = database.prepare('DELETE FROM segments WHERE id = ?');
  for (const row of sizes) {
    bytes += Number(row.bytes);
    if (bytes > retention.sizeBytes) removed += Number(remove.run(Number(row.id)).changes);
  }
  if (removed > 0) database.exec('PRAGMA incremental_vacuum;');
  return removed;
}
