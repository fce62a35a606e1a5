import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FileCursor, Loss } from '../tail/cursor.js';
import { type Database, inTransaction, type Row } from './database.js';
import { tokenFilter } from './token-filter.js';

/** Whole lines of one source as they came; `seq` numbers lines over all sources. */
export interface LineBatch {
  readonly seq: number;
  readonly source: string;
  readonly receivedAt: Date;
  readonly lines: number;
  readonly data: Buffer;
}

/** Raw bytes of one compressed segment. */
export const segmentBytes = 1_048_576;

/** gzip's fastest level: 1 MiB of access log takes about 8 ms and becomes an eighth to a tenth. */
const gzipLevel = 1;

/** How many lines a chunk holds; a last line without an end counts. */
export function countLines(data: Buffer): number {
  let lines = 0;
  for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, at + 1)) lines += 1;
  return data.length > 0 && data[data.length - 1] !== 10 ? lines + 1 : lines;
}

/** Number of the next line that is stored. */
export function nextSeq(database: Database): number {
  const batch = database.prepare('SELECT seq + lines AS next FROM batches ORDER BY seq DESC LIMIT 1').get();
  const segment = database.prepare('SELECT MAX(last_seq) + 1 AS next FROM segments').get();
  return Math.max(Number(batch?.next ?? 1), Number(segment?.next ?? 1));
}

/** Stores batches with the cursors that follow from them. Call it in one transaction with what was found in them. */
export function appendLines(
  database: Database,
  batches: readonly LineBatch[],
  cursors: ReadonlyMap<string, readonly FileCursor[] | string>,
  losses: readonly (Loss & { readonly source: string })[],
): void {
  const insert = database.prepare('INSERT INTO batches (seq, source, received_ms, lines, data) VALUES (?, ?, ?, ?, ?)');
  for (const one of batches) insert.run(one.seq, one.source, one.receivedAt.getTime(), one.lines, one.data);
  const keep = database.prepare('INSERT OR REPLACE INTO cursors (source, body) VALUES (?, ?)');
  for (const [source, cursor] of cursors) keep.run(source, JSON.stringify(cursor));
  const lose = database.prepare('INSERT INTO losses (at_ms, source, body) VALUES (?, ?, ?)');
  for (const { at, source, ...body } of losses) lose.run(at.getTime(), source, JSON.stringify(body));
}

/** The stored cursors of a source; null when it was never followed. */
export function storedCursor(database: Database, source: string): unknown {
  const row = database.prepare('SELECT body FROM cursors WHERE source = ?').get(source);
  return row === undefined ? null : JSON.parse(String(row.body));
}

/** Batches with lines from `seq` on, in their order: what a restart folds over its last snapshot. */
export function batchesFrom(database: Database, seq: number): LineBatch[] {
  return database.prepare('SELECT * FROM batches WHERE seq + lines > ? ORDER BY seq').all(seq).map(toBatch);
}

/**
 * Packs batches of a source into one compressed segment as soon as they make {@link segmentBytes}; batches from
 * `keepFrom` on stay, because a restart needs them. Returns how many segments were made.
 */
export function packSegments(database: Database, keepFrom: number, all = false): number {
  const full = database
    .prepare(
      'SELECT source, SUM(LENGTH(data)) AS bytes FROM batches WHERE seq + lines <= ? GROUP BY source HAVING bytes >= ?',
    )
    .all(keepFrom, all ? 1 : segmentBytes);
  let made = 0;
  for (const row of full) made += packSource(database, String(row.source), keepFrom, all);
  return made;
}

function packSource(database: Database, source: string, keepFrom: number, all: boolean): number {
  const rows = database
    .prepare('SELECT * FROM batches WHERE source = ? AND seq + lines <= ? ORDER BY seq')
    .all(source, keepFrom)
    .map(toBatch);
  let group: LineBatch[] = [];
  let bytes = 0;
  let made = 0;
  for (const batch of rows) {
    group.push(batch);
    bytes += batch.data.length;
    if (bytes < segmentBytes) continue;
    pack(database, source, group);
    made += 1;
    group = [];
    bytes = 0;
  }
  if (!all || group.length === 0) return made;
  pack(database, source, group);
  return made + 1;
}

/** Where the parts of a segment come from: first line number, lines, time of receipt, bytes. */
type Part = readonly [seq: number, lines: number, receivedMs: number, bytes: number];

function pack(database: Database, source: string, group: readonly LineBatch[]): void {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) return;
  const raw = Buffer.concat(group.map((batch) => batch.data));
  const parts = group.map((one): Part => [one.seq, one.lines, one.receivedAt.getTime(), one.data.length]);
  const times = group.map((one) => one.receivedAt.getTime());
  const lines = group.reduce((sum, one) => sum + one.lines, 0);
  const packed = gzipSync(raw, { level: gzipLevel });
  inTransaction(database, () => {
    database
      .prepare(
        'INSERT INTO segments (source, first_seq, last_seq, from_ms, to_ms, lines, raw_bytes, parts, sha256, filter, data) VALUES (?,?,?,?,?,?,?,?,?,?,?)',
      )
      .run(
        source,
        first.seq,
        last.seq + last.lines - 1,
        Math.min(...times),
        Math.max(...times),
        lines,
        raw.length,
        JSON.stringify(parts),
        createHash('sha256').update(packed).digest('hex'),
        tokenFilter(raw),
        packed,
      );
    const remove = database.prepare('DELETE FROM batches WHERE seq = ?');
    for (const one of group) remove.run(one.seq);
  });
}

/** The batches that a segment was made of; an error says that its bytes were changed. */
export function unpackSegment(row: Row): LineBatch[] {
  const packed = Buffer.from(row.data as Uint8Array); // a BLOB column
  if (createHash('sha256').update(packed).digest('hex') !== row.sha256)
    throw new Error(`segment ${row.id} was changed`);
  const raw = gunzipSync(packed, { maxOutputLength: Number(row.raw_bytes) });
  let at = 0;
  return (JSON.parse(String(row.parts)) as Part[]).map(([seq, lines, receivedMs, bytes]) => {
    const data = raw.subarray(at, at + bytes);
    at += bytes;
    return { seq, source: String(row.source), receivedAt: new Date(receivedMs), lines, data };
  });
}

function toBatch(row: Row): LineBatch {
  return {
    seq: Number(row.seq),
    source: String(row.source),
    receivedAt: new Date(Number(row.received_ms)),
    lines: Number(row.lines),
    data: Buffer.from(row.data as Uint8Array), // a BLOB column
  };
}
