import type { Pair, YAMLMap } from 'yaml';
import { indentAt, insertionAfterLine, lineEndOf, lineStart } from '../text/lines.js';
import type { TextEdit } from '../text/text-edit.js';
import { type ComposeText, endOfPair, ownPair, startOf } from './compose-text.js';
import { blockStyle, columnOf, type Word, yamlWord } from './yaml-words.js';

/** A value to be written: a word, a list of words, or a mapping. */
export type Value = Word | readonly Word[] | { readonly [key: string]: Value };

/** The order in which people write them: a new member goes behind the nearest one before it that is there. */
const usualOrder = [
  'container_name',
  'build',
  'image',
  'user',
  'read_only',
  'tmpfs',
  'cap_drop',
  'cap_add',
  'security_opt',
  'mem_limit',
  'cpus',
  'pids_limit',
  'logging',
];

function usualNeighbours(key: string): string[] {
  const at = usualOrder.indexOf(key);
  return usualOrder.slice(0, at < 0 ? 3 : at).toReversed();
}

/** Puts a new member into a mapping: on lines of its own in a block, before the first member within braces. */
export function placePair(
  file: ComposeText,
  map: YAMLMap,
  key: string,
  value: Value,
  neighbours: readonly string[] = usualNeighbours(key),
): TextEdit | null {
  const first = map.items[0];
  if (map.flow === true || first === undefined) return flowPair(file, map, first ?? null, key, value);
  const after = neighbours.map((name) => ownPair(map, name)).find((pair) => pair !== null) ?? map.items.at(-1) ?? first;
  const indent = ' '.repeat(columnOf(file, startOf(first.key)));
  const head = file.text.slice(lineStart(file.text, startOf(first.key)), startOf(first.key));
  if (/[^ -]/.test(head)) return null;
  return insertionAfterLine(file.text, lastCharOf(file, after), pairLines(file, key, value, indent));
}

/** Offset on the last line of a member (block scalars end behind their line feed). */
export function lastCharOf(file: ComposeText, pair: Pair): number {
  const end = endOfPair(pair);
  return end > 0 && file.text[end - 1] === '\n' ? end - 1 : end;
}

function flowPair(file: ComposeText, map: YAMLMap, first: Pair | null, key: string, value: Value): TextEdit | null {
  const written = `${key}: ${flowValue(file, value)}`;
  if (map.flow !== true) return null;
  if (first !== null) return { start: startOf(first.key), end: startOf(first.key), text: `${written}, ` };
  const start = startOf(map);
  const end = file.text.indexOf('}', start) + 1;
  return /^\{\s*\}$/.test(file.text.slice(start, end)) ? { start, end, text: `{ ${written} }` } : null;
}

/** The lines of a new member of a block mapping. */
export function pairLines(file: ComposeText, key: string, value: Value, indent: string): string[] {
  const { step, dash } = blockStyle(file);
  if (isList(value) && value.length > 0 && dash !== null) {
    return [`${indent}${key}:`, ...value.map((item) => `${indent}${' '.repeat(dash)}- ${yamlWord(file, item)}`)];
  }
  if (typeof value === 'object' && !isList(value)) {
    const inner = `${indent}${' '.repeat(step)}`;
    return [`${indent}${key}:`, ...Object.entries(value).flatMap(([name, each]) => pairLines(file, name, each, inner))];
  }
  return [`${indent}${key}: ${flowValue(file, value)}`];
}

/** A value on one line. */
export function flowValue(file: ComposeText, value: Value): string {
  if (isList(value)) return `[${value.map((item) => flowWord(file, item)).join(', ')}]`;
  if (typeof value !== 'object') return flowWord(file, value);
  const members = Object.entries(value).map(([name, each]) => `${name}: ${flowValue(file, each)}`);
  return `{ ${members.join(', ')} }`;
}

function isList(value: Value): value is readonly Word[] {
  return Array.isArray(value);
}

/** Between brackets a comma ends a plain word, and a colon may. */
function flowWord(file: ComposeText, value: Word): string {
  const word = yamlWord(file, value);
  return typeof value === 'string' && /[,:]/.test(word) && !/^["']/.test(word) ? `"${word}"` : word;
}

/** Takes whole lines away: from the line of `start` to the line of `end`. */
export function withoutLines(text: string, start: number, end: number): TextEdit {
  const from = lineStart(text, start);
  const feed = text.indexOf('\n', end);
  if (feed >= 0) return { start: from, end: feed + 1, text: '' };
  // The last line has no line feed: the one before it goes instead.
  const eol = lineEndOf(text).length;
  return { start: Math.max(0, from - eol), end: text.length, text: '' };
}

/** True when nothing but blanks stands before the offset on its line. */
export function beginsLine(text: string, offset: number): boolean {
  return indentAt(text, offset).length === offset - lineStart(text, offset);
}
