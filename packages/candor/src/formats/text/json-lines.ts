import type { Parsed } from '../../core/parsed.js';
import { type JsonObject, objectOrNull } from './json-values.js';
import { readPositionedJson } from './positioned-json.js';
import { type LineReading, readEachLine } from './text-lines.js';

/** A JSON object and the 1-based line at which it starts. */
export interface LinedObject {
  readonly object: JsonObject;
  readonly line: number;
}

/**
 * Reads NDJSON (one object a line) into items; blank lines are skipped and a bad line is a warning. `read` returns
 * null for an object that lacks what the item needs; `missing` names that in the warning.
 */
export function readJsonLines<T>(text: string, read: (lined: LinedObject) => T | null, missing: string): Parsed<T[]> {
  return readEachLine(text, ({ text: content, line }): LineReading<T> => {
    if (content.trim() === '') return null;
    const object = parseObject(content);
    if (object === null) return { problem: 'not a JSON object' };
    const item = read({ object, line });
    return item === null ? { problem: missing } : { item };
  });
}

function parseObject(text: string): JsonObject | null {
  const reading = readPositionedJson(text);
  return reading.ok ? objectOrNull(reading.value.value) : null;
}
