import type { Fields } from './log-fields.js';
import { type LogKind, type LogRecord, MAX_EXCERPT } from './log-record.js';

/** Most records kept of one kind: the case's largest storm had 24,186 lines; noise of one kind never displaces another. */
const MOST_OF_KIND: Readonly<Record<LogKind, number>> = {
  subprocess: 60_000,
  'security-block': 20_000,
  'sensor-event': 60_000,
  'sensor-state': 2_000,
  'app-start': 2_000,
  error: 30_000,
  'socket-error': 10_000,
  request: 20_000,
  'proxy-error': 10_000,
  login: 5_000,
  'command-text': 20_000,
};
const FULL_EXCERPTS = 1_000;
const SHORT_EXCERPT = 256;
const MOST_INTERNED = 5_000;

/** A record under construction: the lines that belong to it are still coming in. */
export interface OpenRecord {
  readonly line: number;
  readonly micros: number | null;
  readonly kind: LogKind;
  readonly source: string | null;
  readonly fields: Fields;
  readonly opens: 'block' | 'stack' | null;
  readonly raw: string;
  readonly body: string[];
  lines: number;
}

/** Keeps records within bounds, shares equal texts among them, and counts what was not kept. */
export class RecordStore {
  readonly records: LogRecord[] = [];
  readonly overflow: Partial<Record<LogKind, number>> = {};
  readonly #kept = new Map<LogKind, number>();
  readonly #interned = new Map<string, string>();

  /** Whether another record of the kind would be kept. */
  hasRoom(kind: LogKind): boolean {
    return (this.#kept.get(kind) ?? 0) < MOST_OF_KIND[kind];
  }

  /** Counts a record that is not kept. */
  miss(kind: LogKind): void {
    this.overflow[kind] = (this.overflow[kind] ?? 0) + 1;
  }

  /** Adds a finished record. */
  add(open: OpenRecord, fields: Fields): void {
    if (!this.hasRoom(open.kind)) {
      this.miss(open.kind);
      return;
    }
    const count = (this.#kept.get(open.kind) ?? 0) + 1;
    this.#kept.set(open.kind, count);
    for (const key of Object.keys(fields)) fields[key] = this.#intern(fields[key] ?? '');
    const text = open.body.length === 0 ? open.raw : `${open.raw}\n${open.body.join('\n')}`;
    const raw = text.slice(0, count > FULL_EXCERPTS ? SHORT_EXCERPT : MAX_EXCERPT);
    const at = open.micros === null ? null : new Date(Math.floor(open.micros / 1000));
    this.records.push({
      line: open.line,
      lines: open.lines,
      at,
      atMicros: open.micros,
      kind: open.kind,
      source: open.source,
      fields,
      raw,
    });
  }

  #intern(text: string): string {
    const known = this.#interned.get(text);
    if (known !== undefined) return known;
    if (this.#interned.size < MOST_INTERNED) this.#interned.set(text, text);
    return text;
  }
}
