import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { type LinedObject, readJsonLines } from './json-lines.js';
import { objectOrNull } from './json-values.js';
import { type PositionedJson, readPositionedJson } from './positioned-json.js';
import { settle, WarningList } from './text-lines.js';

/**
 * Objects of a text that is a JSON array, a single object, or one object a line: Docker prints each of the three,
 * depending on command and version. Detected by content.
 */
export function readLinedObjects<T>(
  text: string,
  read: (lined: LinedObject) => T | null,
  missing: string,
): Parsed<T[]> {
  if (text.trim() === '') return parsed([]);
  const whole = readPositionedJson(text);
  if (whole.ok) return fromDocument(whole.value, read, missing);
  const byLine = readJsonLines(text, read, missing);
  return byLine.ok ? byLine : unparseable(whole.reason, whole.line);
}

function fromDocument<T>(
  { value, lineOf }: PositionedJson,
  read: (lined: LinedObject) => T | null,
  missing: string,
): Parsed<T[]> {
  const items: T[] = [];
  const warnings = new WarningList();
  for (const entry of Array.isArray(value) ? value : [value]) {
    const object = objectOrNull(entry);
    const item = object === null ? null : read({ object, line: lineOf(entry) ?? 1 });
    if (item === null) warnings.add(lineOf(entry), object === null ? 'not a JSON object' : missing);
    else items.push(item);
  }
  return settle(items, warnings);
}

/** A text that is one JSON object, read to one value; `read` returns null when it is not that kind of object. */
export function readOneObject<T>(text: string, read: (lined: LinedObject) => T | null, missing: string): Parsed<T> {
  const whole = readPositionedJson(text);
  if (!whole.ok) return whole;
  const object = objectOrNull(whole.value.value);
  if (object === null) return unparseable('not a JSON object', 1);
  const value = read({ object, line: whole.value.lineOf(object) ?? 1 });
  return value === null ? unparseable(missing, 1) : parsed(value);
}
