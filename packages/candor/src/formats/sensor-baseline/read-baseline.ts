import { type Parsed, type ParseWarning, parsed, unparseable } from '../../core/parsed.js';
import { filledOrNull, listOf, member, numberOrNull, objectOrNull, stringsOf } from '../text/json-values.js';
import { readPositionedJson } from '../text/positioned-json.js';

/** One key that a person reviewed: who asks for what. All but the key is for the reader. */
export interface BaselineEntry {
  readonly key: string;
  /** How often it was seen while it was learned. */
  readonly seen: number | null;
  /** A command line or code excerpt, as the sensor masked it. */
  readonly example: string | null;
  readonly note: string | null;
}

/** A baseline file (`packages/sensor/README.md`, Baseline). */
export interface SensorBaseline {
  readonly entries: readonly BaselineEntry[];
  /** Packages and directories from which migrations may be evaluated; null where the file has no such list. */
  readonly migrations: readonly string[] | null;
}

/** The sensor reads no more than this (`keys.cjs`). */
const maxChars = 5 * 1024 * 1024;
const maxKeys = 20_000;

/** True for a key that the sensor takes: only what shipped files ask for can be known. */
export function isLearnableKey(key: string): boolean {
  return key.startsWith('app ') || key.startsWith('dep:');
}

/** Reads a baseline as the sensor does. What the sensor would leave out is a warning with its line; never throws. */
export function readBaseline(text: string): Parsed<SensorBaseline> {
  if (text.length > maxChars) return unparseable(`longer than ${maxChars} characters: the sensor does not take it`);
  const reading = readPositionedJson(text);
  if (!reading.ok) return reading;
  const { value, lineOf } = reading.value;
  const root = objectOrNull(value);
  const keys = root === null ? undefined : member(root, 'keys');
  if (root === null || member(root, 'version') !== 1 || !Array.isArray(keys))
    return unparseable('not a baseline of version 1: { "version": 1, "keys": [ … ] }', 1);
  const warnings: ParseWarning[] = [];
  const entries = listOf(keys).flatMap((item, index): BaselineEntry[] => {
    const entry = entryOf(item);
    const refusal = refusalOf(entry, index);
    if (refusal !== null && warnings.length < 100) warnings.push({ line: lineOf(item), message: refusal });
    return entry !== null && refusal === null ? [entry] : [];
  });
  const allow = objectOrNull(member(root, 'migrations'));
  return parsed({ entries, migrations: allow === null ? null : stringsOf(member(allow, 'allow')) }, warnings);
}

function entryOf(item: unknown): BaselineEntry | null {
  if (typeof item === 'string') return { key: item, seen: null, example: null, note: null };
  const object = objectOrNull(item);
  const key = object === null ? null : filledOrNull(member(object, 'key'));
  if (object === null || key === null) return null;
  return {
    key,
    seen: numberOrNull(member(object, 'seen')),
    example: filledOrNull(member(object, 'example')),
    note: filledOrNull(member(object, 'note')),
  };
}

function refusalOf(entry: BaselineEntry | null, index: number): string | null {
  if (entry === null) return `keys[${index}] is no key`;
  if (index >= maxKeys) return `keys[${index}] is past the ${maxKeys} that the sensor reads`;
  return isLearnableKey(entry.key) ? null : `keys[${index}] is not of app or dep: nothing else can be known`;
}

/** The file's text: one entry a line, sorted by key, so that a change is one line of a review. */
export function writeBaseline({ entries, migrations }: SensorBaseline): string {
  const lines = [...entries]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ key, seen, example, note }) => {
      const fields = { key, ...(seen ? { seen } : {}), ...(example ? { example } : {}), ...(note ? { note } : {}) };
      return `    ${JSON.stringify(fields)}`;
    });
  const keys = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  const rest = migrations === null ? '' : `,\n  "migrations": ${JSON.stringify({ allow: migrations })}`;
  return `{\n  "version": 1,\n  "keys": ${keys}${rest}\n}\n`;
}
