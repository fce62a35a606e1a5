import { isDeepStrictEqual } from 'node:util';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type JsonMap, jsonClone, mapOf } from './json-tree.js';

/** Changes of one service; `environment` maps a name to its new value by the text that stands there now (null: nothing). */
export interface ServiceEdit {
  readonly environment?: ReadonlyMap<string, (before: string | null) => string>;
  /** Names whose entries go. */
  readonly remove?: readonly string[];
  /** `HOST:CONTAINER:ro`. */
  readonly volume?: string;
  /** Keys that the service does not have yet: YAML lines without indentation, and the value they mean. */
  readonly add?: { readonly lines: readonly string[]; readonly key: string; readonly value: unknown };
  readonly image?: string;
}

/** The edited text, or why it cannot be edited by lines. */
export type EditedCompose = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

class Refusal extends Error {}

/**
 * Edits one service of a compose file by lines: comments, order, anchors and line ends stay. The result is read again and
 * refused unless it differs by exactly what was asked for, so that no merge key or anchor changes anything unseen.
 */
export function editCompose(text: string, service: string, edit: ServiceEdit): EditedCompose {
  try {
    const found = serviceMap(text, service);
    const edited = applyCuts(text, cutsFor(text, found, edit));
    const expected = expectedTree(text, service, edit);
    if (!isDeepStrictEqual(readTree(edited), expected)) throw new Refusal('an anchor or a merge key stands in the way');
    return { ok: true, text: edited };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, why: error.message };
    return { ok: false, why: 'it is no compose file that can be read' };
  }
}

function readTree(text: string): unknown {
  const document = parseDocument(text, { merge: true, logLevel: 'silent' });
  if (document.errors.length > 0) throw new Refusal('it is no valid YAML');
  return document.toJS({ maxAliasCount: 1000 });
}

function serviceMap(text: string, service: string): YAMLMap<unknown, unknown> {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) throw new Refusal('it is no valid YAML');
  const node = document.getIn(['services', service], true);
  if (!isMap(node)) throw new Refusal(`it has no service ${service} of its own`);
  if (node.flow === true || node.items.length === 0) throw new Refusal('the service stands on one line');
  return node;
}

function cutsFor(text: string, service: YAMLMap<unknown, unknown>, edit: ServiceEdit): Cut[] {
  const cuts: Cut[] = [];
  for (const name of edit.remove ?? []) cuts.push(...removal(text, service, name));
  const fresh: string[] = [];
  for (const [name, newValue] of edit.environment ?? []) {
    const cut = assignment(text, service, name, newValue);
    if (cut) cuts.push(cut);
    else fresh.push('environment:', `  ${name}: ${quoted(newValue(null))}`);
  }
  if (edit.volume !== undefined) {
    const cut = listInsertion(text, pairOf(service, 'volumes'), quoted(edit.volume));
    if (cut) cuts.push(cut);
    else fresh.push('volumes:', `  - ${quoted(edit.volume)}`);
  }
  if (edit.image !== undefined) {
    const image = pairOf(service, 'image')?.value;
    if (!isScalar(image)) throw new Refusal('its image is not written out');
    cuts.push(replacement(image, edit.image));
  }
  fresh.push(...(edit.add?.lines ?? []));
  if (fresh.length > 0) cuts.push(insertion(text, firstPair(service), fresh));
  return cuts;
}

function pairOf(map: YAMLMap<unknown, unknown>, name: string): Pair<unknown, unknown> | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === name);
}

function firstPair(map: YAMLMap<unknown, unknown>): number {
  const key = map.items[0]?.key;
  const start = isScalar(key) ? key.range?.[0] : undefined;
  if (start === undefined) throw new Refusal('its first line cannot be found');
  return start;
}

/** Lines before the line of `offset`, indented as that line is. */
function insertion(text: string, offset: number, lines: readonly string[]): Cut {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const indent = /^ */.exec(text.slice(start))?.[0] ?? '';
  if (text.slice(start, offset).trim().replace('-', '') !== '') throw new Refusal('two keys stand on one line');
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return { start, end: start, text: lines.map((line) => `${indent}${line}${end}`).join('') };
}

function assignment(
  text: string,
  service: YAMLMap<unknown, unknown>,
  name: string,
  newValue: (before: string | null) => string,
): Cut | null {
  const node = pairOf(service, 'environment')?.value;
  if (node === undefined) return null;
  if (isMap(node)) {
    const value = pairOf(node, name)?.value;
    if (isScalar(value)) return replacement(value, newValue(scalarText(value)));
    const entry = `${name}: ${quoted(newValue(null))}`;
    return node.flow === true ? flowInsertion(node, entry) : insertion(text, firstPair(node), [entry]);
  }
  if (!isSeq(node)) throw new Refusal('its environment stands somewhere else');
  const item = itemOf(node, name);
  if (item) return replacement(item, `${name}=${newValue(scalarText(item).slice(name.length + 1))}`);
  return itemInsertion(text, node, quoted(`${name}=${newValue(null)}`));
}

function itemOf(list: YAMLSeq<unknown>, name: string): Scalar | undefined {
  return list.items.filter(isScalar).find((item) => scalarText(item).startsWith(`${name}=`));
}

function listInsertion(text: string, pair: Pair<unknown, unknown> | undefined, entry: string): Cut | null {
  if (pair === undefined) return null;
  if (!isSeq(pair.value)) throw new Refusal('its volumes stand somewhere else');
  return itemInsertion(text, pair.value, entry);
}

function itemInsertion(text: string, list: YAMLSeq<unknown>, entry: string): Cut {
  if (list.flow === true) return flowInsertion(list, entry);
  const first = list.items[0];
  const start = isScalar(first) || isMap(first) || isAlias(first) ? first.range?.[0] : undefined;
  if (start === undefined) throw new Refusal('a list of it is empty');
  return insertion(text, start, [`- ${entry}`]);
}

function flowInsertion(node: YAMLMap<unknown, unknown> | YAMLSeq<unknown>, entry: string): Cut {
  const at = (node.range?.[0] ?? 0) + 1;
  const padding = isMap(node) ? ' ' : '';
  return {
    start: at,
    end: at,
    text: `${padding}${entry}${node.items.length > 0 ? (isMap(node) ? ',' : ', ') : padding}`,
  };
}

function replacement(node: Scalar, value: string): Cut {
  const range = node.range;
  if (!range || node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
    throw new Refusal('a value of it runs over several lines');
  return { start: range[0], end: range[1], text: quoted(value) };
}

/** The whole line of a variable in block style; in flow style, or when it is the only one, its value becomes false. */
function removal(text: string, service: YAMLMap<unknown, unknown>, name: string): Cut[] {
  const node = pairOf(service, 'environment')?.value;
  if (isMap(node)) {
    const pair = pairOf(node, name);
    if (!pair || !isScalar(pair.key) || !isScalar(pair.value)) return [];
    if (node.flow === true || node.items.length === 1) return [replacement(pair.value, 'false')];
    return [wholeLine(text, pair.key.range?.[0] ?? 0, pair.value.range?.[1] ?? 0)];
  }
  const item = isSeq(node) ? itemOf(node, name) : undefined;
  if (!isSeq(node) || !item) return [];
  if (node.flow === true || node.items.length === 1) return [replacement(item, `${name}=false`)];
  return [wholeLine(text, item.range?.[0] ?? 0, item.range?.[1] ?? 0)];
}

function wholeLine(text: string, from: number, to: number): Cut {
  const next = text.indexOf('\n', to);
  return { start: text.lastIndexOf('\n', from) + 1, end: next < 0 ? text.length : next + 1, text: '' };
}

function applyCuts(text: string, cuts: readonly Cut[]): string {
  let edited = text;
  for (const cut of [...cuts].sort((a, b) => b.start - a.start || b.end - a.end))
    edited = edited.slice(0, cut.start) + cut.text + edited.slice(cut.end);
  return edited;
}

/** What the file must mean afterwards. */
function expectedTree(text: string, service: string, edit: ServiceEdit): unknown {
  const tree = jsonClone(readTree(text));
  const own = mapOf(mapOf(mapOf(tree).services)[service]);
  for (const name of edit.remove ?? [])
    if (own.environment !== undefined) own.environment = without(own.environment, name);
  for (const [name, newValue] of edit.environment ?? [])
    own.environment = withVariable(own.environment, name, newValue);
  if (edit.volume !== undefined) own.volumes = [edit.volume, ...(Array.isArray(own.volumes) ? own.volumes : [])];
  if (edit.image !== undefined) own.image = edit.image;
  if (edit.add) own[edit.add.key] = edit.add.value;
  return tree;
}

function without(environment: unknown, name: string): unknown {
  if (Array.isArray(environment)) {
    const rest = environment.filter((item) => !String(item).startsWith(`${name}=`));
    return rest.length === 0 ? [`${name}=false`] : rest;
  }
  const map: JsonMap = { ...mapOf(environment) };
  if (!(name in map)) return environment;
  if (Object.keys(map).length === 1) return { [name]: 'false' };
  delete map[name];
  return map;
}

function withVariable(environment: unknown, name: string, newValue: (before: string | null) => string): unknown {
  if (!Array.isArray(environment)) {
    const map = mapOf(environment ?? {});
    return { ...map, [name]: newValue(name in map ? String(map[name] ?? '') : null) };
  }
  const at = environment.findIndex((item) => String(item).startsWith(`${name}=`));
  if (at < 0) return [`${name}=${newValue(null)}`, ...environment];
  return environment.with(at, `${name}=${newValue(String(environment[at]).slice(name.length + 1))}`);
}

const scalarText = (node: Scalar): string => (node.value === null ? '' : String(node.value));

/** A double-quoted YAML scalar; JSON's escapes are YAML's (YAML 1.2.2, 7.3.1). */
const quoted = (value: string): string => JSON.stringify(value);
