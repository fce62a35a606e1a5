import { MAX_LINE_CHARS } from '../text/limits.js';
import { textLines } from '../text/text-lines.js';

/** One keyed block of an indented file: its own values, and the maps nested in it. */
export interface IndentedBlock {
  readonly section: string;
  readonly key: string;
  readonly line: number;
  readonly values: Map<string, string>;
  readonly maps: Map<string, Map<string, string>>;
}

/** Blocks and the values that stand at the left margin (`lockfileVersion: '9.0'`). */
export interface IndentedFile {
  readonly top: ReadonlyMap<string, string>;
  readonly blocks: readonly IndentedBlock[];
}

/**
 * Reads the part of YAML that pnpm and yarn write (two spaces a level, one key a line) in linear time and with lines;
 * `blockIndent` is the column at which blocks start: 0 for yarn, 2 for pnpm (below `packages:`). Anchors, tags and
 * multi-line text do not occur there and mean nothing here.
 */
export function readIndentedBlocks(text: string, blockIndent: 0 | 2): IndentedFile {
  const top = new Map<string, string>();
  const blocks: IndentedBlock[] = [];
  let section = '';
  let block: IndentedBlock | null = null;
  let map: Map<string, string> | null = null;
  for (const { text: content, line } of textLines(text)) {
    const entry = content.length > MAX_LINE_CHARS ? null : entryOf(content);
    if (entry === null) continue;
    const { indent, key, value } = entry;
    if (indent === 0) {
      if (value !== '') top.set(key, value);
      section = key;
      block = null;
    }
    if (indent === blockIndent) {
      block = { section, key, line, values: new Map(), maps: new Map() };
      blocks.push(block);
      map = null;
      if (value !== '') block.values.set('', value);
    } else if (indent === blockIndent + 2 && block !== null) {
      map = value === '' ? new Map() : null;
      if (map === null) block.values.set(key, value);
      else block.maps.set(key, map);
    } else if (indent === blockIndent + 4) map?.set(key, value);
  }
  return { top, blocks };
}

interface Entry {
  readonly indent: number;
  readonly key: string;
  readonly value: string;
}

function entryOf(content: string): Entry | null {
  const body = content.trimStart();
  if (body === '' || body.startsWith('#') || body.startsWith('- ') || body.startsWith('---')) return null;
  const indent = content.length - body.length;
  const trimmed = body.trimEnd();
  // A yarn block key may list several quoted patterns: everything before the closing colon is the key.
  if (trimmed.endsWith(':')) return { indent, key: trimmed.slice(0, -1), value: '' };
  const split = splitPair(trimmed);
  return split === null ? null : { indent, key: unquoted(split[0]), value: unquoted(split[1]) };
}

function splitPair(text: string): [string, string] | null {
  const quote = text[0] === '"' || text[0] === "'" ? text[0] : null;
  const from = quote === null ? 0 : text.indexOf(quote, 1) + 1;
  if (quote !== null && from === 0) return null;
  const colon = text.indexOf(': ', from);
  const space = text.indexOf(' ', from);
  if (space < 0) return null;
  // `key: value` is YAML, `key value` is yarn 1.
  return colon >= 0 && colon < space
    ? [text.slice(0, colon), text.slice(colon + 2).trim()]
    : [text.slice(0, space), text.slice(space + 1).trim()];
}

/** Text without one pair of surrounding quotes. */
export function unquoted(text: string): string {
  const first = text[0];
  return text.length > 1 && (first === '"' || first === "'") && text.endsWith(first) ? text.slice(1, -1) : text;
}
