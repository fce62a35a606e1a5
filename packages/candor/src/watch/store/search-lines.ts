import type { Database } from './database.js';
import { type LineBatch, unpackSegment } from './line-log.js';
import { mayHold, wordsOf } from './token-filter.js';

/** One stored line. */
export interface StoredLine {
  readonly seq: number;
  readonly source: string;
  readonly receivedAt: Date;
  readonly text: string;
}

/** What is looked for. */
export interface Search {
  /** Whole words, whatever their case; with `part`, any part of a line, exactly. */
  readonly text: string;
  readonly part: boolean;
  readonly since: Date;
  readonly until: Date;
  /** A source's name, or its beginning up to a `:`; null = all. */
  readonly source: string | null;
  readonly limit: number;
}

/** What was found, newest last, and what could not be read. */
export interface Found {
  readonly lines: readonly StoredLine[];
  readonly more: boolean;
  /** Segments whose bytes were changed or damaged. */
  readonly damaged: number;
  readonly segmentsRead: number;
  readonly segmentsSkipped: number;
}

/** Finds stored lines, newest first, up to the limit. Segments that certainly hold none of the words are not unpacked. */
export function searchLines(database: Database, search: Search): Found {
  const words = search.part ? [] : wordsOf(search.text);
  const matches = matcher(search);
  const found: StoredLine[] = [];
  let damaged = 0;
  let read = 0;
  let skipped = 0;
  const take = (batches: readonly LineBatch[]): void => {
    for (const batch of batches.toReversed()) {
      if (batch.receivedAt < search.since || batch.receivedAt > search.until || found.length > search.limit) continue;
      found.push(
        ...linesOf(batch)
          .filter((line) => matches(line.text))
          .reverse(),
      );
    }
  };
  take(pendingBatches(database, search));
  for (const { id, filter } of segmentsOf(database, search)) {
    if (found.length > search.limit) break;
    if (!words.every((word) => mayHold(filter, word))) {
      skipped += 1;
      continue;
    }
    const row = database.prepare('SELECT * FROM segments WHERE id = ?').get(id);
    read += 1;
    try {
      if (row) take(unpackSegment(row));
    } catch {
      damaged += 1; // counted and shown: a changed segment must not hide the others
    }
  }
  const lines = found.slice(0, search.limit).sort((a, b) => a.seq - b.seq);
  return { lines, more: found.length > search.limit, damaged, segmentsRead: read, segmentsSkipped: skipped };
}

/** The lines of a batch with their numbers; bytes that are no UTF-8 become U+FFFD. */
export function linesOf(batch: LineBatch): StoredLine[] {
  const texts = batch.data.toString('utf8').split('\n');
  if (texts.at(-1) === '') texts.pop();
  return texts.map((text, index) => ({
    seq: batch.seq + index,
    source: batch.source,
    receivedAt: batch.receivedAt,
    text: text.endsWith('\r') ? text.slice(0, -1) : text,
  }));
}

function pendingBatches(database: Database, search: Search): LineBatch[] {
  return database
    .prepare('SELECT * FROM batches WHERE received_ms BETWEEN ? AND ? ORDER BY seq')
    .all(search.since.getTime(), search.until.getTime())
    .filter((row) => isOf(String(row.source), search.source))
    .map((row) => ({
      seq: Number(row.seq),
      source: String(row.source),
      receivedAt: new Date(Number(row.received_ms)),
      lines: Number(row.lines),
      data: Buffer.from(row.data as Uint8Array), // a BLOB column
    }));
}

function segmentsOf(database: Database, search: Search): { id: number; filter: Uint8Array }[] {
  return database
    .prepare('SELECT id, source, filter FROM segments WHERE to_ms >= ? AND from_ms <= ? ORDER BY last_seq DESC')
    .all(search.since.getTime(), search.until.getTime())
    .filter((row) => isOf(String(row.source), search.source))
    .map((row) => ({ id: Number(row.id), filter: row.filter as Uint8Array })); // a BLOB column
}

function isOf(source: string, wanted: string | null): boolean {
  return wanted === null || source === wanted || source.startsWith(`${wanted}:`);
}

/** Compares without a pattern, so that what is looked for is never evaluated. */
function matcher({ text, part }: Search): (line: string) => boolean {
  if (part) return (line) => line.includes(text);
  const wanted = text.toLowerCase();
  return (line) => {
    const lower = line.toLowerCase();
    for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1)) {
      if (!isWord(lower[at - 1]) && !isWord(lower[at + wanted.length])) return true;
    }
    return false;
  };
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /[0-9a-z\u0080-\uffff]/.test(char);
}
