import { gunzipSync, gzipSync } from 'node:zlib';
import type { PaceState } from '../alerts/pace-alerts.js';
import type { PipelineState } from '../pipeline.js';
import type { Database } from './database.js';
import { reviveIncident } from './findings.js';

/** The pipeline's memory as of a line. */
export interface Snapshot {
  /** The first line that is not in it. */
  readonly seq: number;
  readonly state: PipelineState;
}

const largestBytes = 512 * 1024 * 1024;

/** Keeps the pipeline's memory: a restart folds only the lines after it. */
export function keepSnapshot(database: Database, snapshot: Snapshot, now: Date): void {
  put(database, 'pipeline', snapshot.seq, now, snapshot.state);
}

/** The memory that was kept; null at the first start. */
export function readSnapshot(database: Database): Snapshot | null {
  const row = get(database, 'pipeline');
  if (row === null) return null;
  const state = row.value as PipelineState; // written by keepSnapshot
  return { seq: row.seq, state: { ...state, incidents: state.incidents.map(reviveIncident) } };
}

/** Keeps what the pace of alerts remembers; part of each transaction that sends any. */
export function keepPace(database: Database, pace: PaceState, now: Date): void {
  put(database, 'pace', 0, now, pace);
}

/** What the pace of alerts remembers; null at the first start. */
export function readPace(database: Database): PaceState | null {
  const row = get(database, 'pace');
  if (row === null) return null;
  const pace = row.value as PaceState; // written by keepPace
  return { ...pace, held: pace.held.map((alert) => ({ ...alert, at: new Date(alert.at) })) };
}

function put(database: Database, name: string, seq: number, now: Date, value: unknown): void {
  const data = gzipSync(JSON.stringify(value), { level: 1 });
  database
    .prepare('INSERT OR REPLACE INTO snapshots (name, seq, at_ms, data) VALUES (?, ?, ?, ?)')
    .run(name, seq, now.getTime(), data);
}

function get(database: Database, name: string): { readonly seq: number; readonly value: unknown } | null {
  const row = database.prepare('SELECT seq, data FROM snapshots WHERE name = ?').get(name);
  if (row === undefined) return null;
  const text = gunzipSync(row.data as Uint8Array, { maxOutputLength: largestBytes }).toString(); // a BLOB column
  return { seq: Number(row.seq), value: JSON.parse(text) };
}
