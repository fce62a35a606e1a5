import { type Parsed, type ParseWarning, parsed, unparseable } from '../../core/parsed.js';
import { MAX_ITEMS, MAX_LINE_CHARS, MAX_TEXT_CHARS, MAX_WARNINGS } from './limits.js';

/** One line of a text: `line` is 1-based, `text` has no line ending. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
}

/** What a reader makes of one line: an item, a problem to warn about, or nothing (header, comment, blank). */
export type LineReading<T> = { readonly item: T } | { readonly problem: string } | null;

/** The text without a leading byte order mark. */
export function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Splits at LF or CRLF; no empty last line for a text that ends with a line break. */
export function textLines(text: string): TextLine[] {
  const lines = withoutByteOrderMark(text).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => ({ line: index + 1, text: line.endsWith('\r') ? line.slice(0, -1) : line }));
}

/** Collects warnings up to `MAX_WARNINGS`; what is above is counted, never silently dropped. */
export class WarningList {
  readonly #kept: ParseWarning[] = [];
  #count = 0;

  /** Notes a problem at a 1-based line (null: the whole text). */
  add(line: number | null, message: string): void {
    this.#count += 1;
    if (this.#kept.length < MAX_WARNINGS) this.#kept.push({ line, message });
  }

  /** The warnings in order, closed by one that counts the rest. */
  toArray(): ParseWarning[] {
    const rest = this.#count - this.#kept.length;
    return rest === 0 ? [...this.#kept] : [...this.#kept, { line: null, message: `${rest} more warnings` }];
  }

  /** The first warning, for the reason of a refusal. */
  first(): ParseWarning | null {
    return this.#kept[0] ?? null;
  }
}

/**
 * Reads a text line by line. A bad line is a warning; the text is refused only when it has lines with problems and
 * gave no item at all. An empty text is an empty list: "nothing listens" is an answer.
 */
export function readEachLine<T>(text: string, readLine: (line: TextLine) => LineReading<T>): Parsed<T[]> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const items: T[] = [];
  const warnings = new WarningList();
  for (const line of textLines(text)) {
    if (items.length >= MAX_ITEMS) {
      warnings.add(line.line, `stopped after ${MAX_ITEMS} items`);
      break;
    }
    const reading = line.text.length > MAX_LINE_CHARS ? { problem: 'line too long' } : readLine(line);
    if (reading === null) continue;
    if ('item' in reading) items.push(reading.item);
    else warnings.add(line.line, reading.problem);
  }
  return settle(items, warnings);
}

/** The closing rule of every list reader: items or an honest empty text succeed, only problems refuse. */
export function settle<T>(items: T[], warnings: WarningList): Parsed<T[]> {
  const first = warnings.first();
  return items.length === 0 && first !== null
    ? unparseable(first.message, first.line)
    : parsed(items, warnings.toArray());
}

/** Fields of a line split at white space. */
export function fieldsOf(text: string): string[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

/** A non-negative decimal integer within the safe range, else null. */
export function integerOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** A decimal number such as `3.5` (a comma counts as point), else null. */
export function decimalOf(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,15}(?:[.,]\d{1,15})?$/.test(text) ? Number(text.replace(',', '.')) : null;
}
