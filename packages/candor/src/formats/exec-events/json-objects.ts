import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { MAX_ITEMS, MAX_LINE_CHARS, MAX_TEXT_CHARS } from '../text/limits.js';
import { WarningList } from '../text/text-lines.js';

/** A JSON object of unknown members. */
export type JsonRecord = { readonly [key: string]: unknown };

/** One JSON object of one line; null for everything else. */
export function jsonRecord(text: string): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    // Narrowed to a plain object by the checks before the cast; members stay unknown.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null;
  } catch {
    return null; // a line that is no JSON is the caller's to count
  }
}

/** Reads a stream of JSON lines in one pass: what `read` refuses is left out, what is no JSON is a warning. */
export function readStream<T>(text: string, read: (object: JsonRecord, line: number) => T | null): Parsed<T[]> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const items: T[] = [];
  const warnings = new WarningList();
  let objects = 0;
  let from = 0;
  for (let line = 1; from < text.length && items.length < MAX_ITEMS; line += 1) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    const content = end - from > MAX_LINE_CHARS ? null : text.slice(from, end).trim();
    from = end + 1;
    if (content === '') continue;
    const object = content === null ? null : jsonRecord(content);
    if (object === null) {
      warnings.add(line, content === null ? 'line too long' : 'not a JSON object');
      continue;
    }
    objects += 1;
    const item = read(object, line);
    if (item !== null) items.push(item);
  }
  const list = warnings.toArray();
  return objects === 0 && list[0] ? unparseable(list[0].message, list[0].line) : parsed(items, list);
}

/** A time as RFC 3339 text (nanoseconds are cut), or as nanoseconds since the epoch. */
export function eventTime(value: unknown): Date | null {
  if (typeof value === 'number' && value > 1e17) return new Date(Math.floor(value / 1e6));
  if (typeof value !== 'string' || value.length > 40 || !/^\d{4}-\d\d-\d\dT/.test(value)) return null;
  const date = new Date(value.replace(/(\.\d{3})\d{1,9}/, '$1'));
  return Number.isNaN(date.getTime()) ? null : date;
}

/** A command line cut into words: quotes are kept together, nothing is expanded. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const match of text.slice(0, 262_144).matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g))
    words.push(match[1] ?? match[2] ?? match[3] ?? '');
  return words;
}
