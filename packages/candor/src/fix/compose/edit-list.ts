import { isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { insertionAfterLine } from '../text/lines.js';
import type { TextEdit } from '../text/text-edit.js';
import { type ComposeText, endOf, ownPair, startOf } from './compose-text.js';
import { beginsLine, flowValue, lastCharOf, placePair, withoutLines } from './place-pair.js';
import { columnOf, likeScalar, type Word, yamlWord } from './yaml-words.js';

/** The list under a key as it stands in this mapping; null when the key is not there or inherited. */
export function ownList(map: YAMLMap, key: string): { pair: Pair; list: YAMLSeq } | null {
  const pair = ownPair(map, key);
  return pair !== null && isSeq(pair.value) ? { pair, list: pair.value } : null;
}

/** Adds an item behind the last one, in the list's own form; makes the list where the mapping has none. */
export function addItem(
  file: ComposeText,
  map: YAMLMap,
  key: string,
  item: Word,
  inherited: readonly Word[],
): Parsed<readonly TextEdit[]> {
  const own = ownList(map, key);
  if (own === null) {
    if (ownPair(map, key) !== null) return unparseable(`${key} is not a list that is written out here`);
    const edit = placePair(file, map, key, [...inherited, item]);
    return edit === null ? unparseable('the service has no place for a new line') : parsed([edit]);
  }
  const last = own.list.items.at(-1);
  if (last === undefined || own.list.flow === true) return flowItem(file, own.list, item);
  const dash = file.text.lastIndexOf('-', startOf(last));
  const indent = ' '.repeat(columnOf(file, startOf(own.list)));
  if (dash < 0 || !beginsLine(file.text, startOf(own.list)))
    return unparseable(`the list ${key} is not one item a line`);
  const behind = endOf(last);
  const end = file.text[behind - 1] === '\n' ? behind - 1 : behind;
  return parsed([insertionAfterLine(file.text, end, [`${indent}- ${yamlWord(file, item)}`])]);
}

function flowItem(file: ComposeText, list: YAMLSeq, item: Word): Parsed<readonly TextEdit[]> {
  const last = list.items.at(-1);
  const bare = flowValue(file, [item]).slice(1, -1);
  if (last !== undefined) return parsed([{ start: endOf(last), end: endOf(last), text: `, ${bare}` }]);
  const start = startOf(list);
  const end = file.text.indexOf(']', start) + 1;
  return /^\[\s*\]$/.test(file.text.slice(start, end))
    ? parsed([{ start, end, text: `[${bare}]` }])
    : unparseable('an empty list with a comment in it');
}

/** Replaces a scalar in its own manner of quoting. */
export function replaceScalar(file: ComposeText, node: unknown, value: Word): Parsed<readonly TextEdit[]> {
  if (!isScalar(node)) return unparseable('the value is not one word');
  const text = likeScalar(file, node, value);
  if (text === null) return unparseable('the value is a block of several lines');
  return parsed([{ start: startOf(node), end: endOf(node), text }]);
}

/** Takes an item out: its whole lines in a block list, with its comma within brackets. The last item leaves `[]`. */
export function removeItem(file: ComposeText, list: YAMLSeq, index: number): Parsed<readonly TextEdit[]> {
  const node = list.items[index] as Node | undefined; // items of a parsed list are nodes
  if (node === undefined) return unparseable('the item is not there');
  if (list.items.length === 1) return emptied(file, list, node);
  if (list.flow === true) return parsed([flowCut(list, index)]);
  const dash = file.text.lastIndexOf('-', startOf(node) - 1);
  if (!beginsLine(file.text, dash)) return unparseable('the item does not begin its line');
  return parsed([withoutLines(file.text, dash, endOf(node))]);
}

function emptied(file: ComposeText, list: YAMLSeq, node: Node): Parsed<readonly TextEdit[]> {
  if (list.flow === true) return emptiedFlow(file, list, node);
  const dash = file.text.lastIndexOf('-', startOf(node) - 1);
  const colon = file.text.slice(0, dash).trimEnd();
  if (!colon.endsWith(':') || !beginsLine(file.text, dash))
    return unparseable('a comment stands between the list and its only item');
  return parsed([{ start: colon.length, end: colon.length, text: ' []' }, withoutLines(file.text, dash, endOf(node))]);
}

/** With the comma that may follow the only item. */
function emptiedFlow(file: ComposeText, list: YAMLSeq, node: Node): Parsed<readonly TextEdit[]> {
  const [start, end] = [startOf(list) + 1, endOf(list) - 1];
  const rest = file.text.slice(start, startOf(node)) + file.text.slice(endOf(node), end);
  return /^[\s,]*$/.test(rest)
    ? parsed([{ start, end, text: '' }])
    : unparseable('a comment stands beside the only item');
}

function flowCut(list: YAMLSeq, index: number): TextEdit {
  const own = list.items[index];
  const next = list.items[index + 1];
  if (next !== undefined) return { start: startOf(own), end: startOf(next), text: '' };
  return { start: endOf(list.items[index - 1]), end: endOf(own), text: '' };
}

/** Takes a member of a mapping out, with its lines. */
export function removePair(file: ComposeText, map: YAMLMap, pair: Pair): Parsed<readonly TextEdit[]> {
  const at = map.items.indexOf(pair);
  const next = map.items[at + 1];
  const before = map.items[at - 1];
  if (map.flow === true) {
    if (next !== undefined) return parsed([{ start: startOf(pair.key), end: startOf(next.key), text: '' }]);
    if (before === undefined) return unparseable('it is the only member');
    return parsed([{ start: lastCharOf(file, before), end: lastCharOf(file, pair), text: '' }]);
  }
  if (map.items.length === 1) return unparseable('it is the only member');
  if (!beginsLine(file.text, startOf(pair.key))) return unparseable('the member does not begin its line');
  return parsed([withoutLines(file.text, startOf(pair.key), lastCharOf(file, pair))]);
}
