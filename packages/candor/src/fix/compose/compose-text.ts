import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';

/** A Compose file that may be edited by position: its text, and the tree that knows where each part stands. */
export interface ComposeText {
  readonly text: string;
  readonly document: Document.Parsed;
}

/** Largest file that is edited, in characters, as for the reader. */
const maxChars = 256 * 1024;
/** Aliases that are followed; the bound on "billion laughs" documents (yaml's own default). */
const maxAliases = 100;

/** Reads a Compose file for editing. What is not one plain YAML document without errors is refused. Never throws. */
export function openCompose(text: string): Parsed<ComposeText> {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const read = readText(text);
  const oldest = recent.keys().next();
  if (recent.size >= kept && !oldest.done) recent.delete(oldest.value);
  recent.set(text, read);
  return read;
}

/** A plan reads the same few texts again and again: 100 ms each on a small server. Trees are never changed. */
const recent = new Map<string, Parsed<ComposeText>>();
const kept = 8;
const meanings = new WeakMap<ComposeText, unknown>();

function readText(text: string): Parsed<ComposeText> {
  if (text.length > maxChars) return unparseable(`longer than ${maxChars} characters`);
  try {
    const documents = parseAllDocuments(text, { merge: true, prettyErrors: false, logLevel: 'silent' });
    const [document] = documents;
    if (document === undefined || documents.length !== 1 || !('contents' in document))
      return unparseable('not one YAML document');
    const error = document.errors[0];
    if (error !== undefined) return unparseable(`YAML: ${error.message.slice(0, 160)}`);
    if (!isMap(document.contents)) return unparseable('not a mapping');
    document.toJS({ maxAliasCount: maxAliases });
    return parsed({ text, document });
  } catch (error) {
    // The package gives up on hostile text (too many aliases, depth) with exceptions of its own.
    return unparseable(`YAML: ${error instanceof Error ? error.message.slice(0, 160) : 'not readable'}`);
  }
}

/** What the file means, with aliases and merge keys followed. */
export function meaningOf(file: ComposeText): unknown {
  const known = meanings.get(file);
  if (known !== undefined) return known;
  const meaning: unknown = file.document.toJS({ maxAliasCount: maxAliases });
  meanings.set(file, meaning);
  return meaning;
}

/** The mapping's own member of that name (not one that a merge key brings); null when there is none. */
export function ownPair(map: YAMLMap, key: string): Pair | null {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key) ?? null;
}

/** The mapping of one service, as it stands in this file. */
export function serviceMap(file: ComposeText, service: string): Parsed<YAMLMap> {
  const services = isMap(file.document.contents) ? ownPair(file.document.contents, 'services')?.value : null;
  const node = isMap(services) ? ownPair(services, service)?.value : null;
  if (node === null || node === undefined) return unparseable(`the service ${service} is not in this file`);
  if (isAlias(node)) return unparseable(`the service ${service} is only an alias of *${node.source}`);
  return isMap(node) ? parsed(node) : unparseable(`the service ${service} is not a mapping`);
}

/** First character of a node; 0 for one that was made and not read. */
export function startOf(node: unknown): number {
  return rangeOf(node)?.[0] ?? 0;
}

/** Behind the last character of what a node says, without comments and blank lines that follow. */
export function endOf(node: unknown): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    return last === undefined ? (rangeOf(node)?.[1] ?? 0) : endOfPair(last);
  }
  if (isSeq(node) && !node.flow) return node.items.length === 0 ? (rangeOf(node)?.[1] ?? 0) : endOf(node.items.at(-1));
  return rangeOf(node)?.[1] ?? 0;
}

/** Behind the last character of a member: of its value, or of its key when it has none. */
export function endOfPair(pair: Pair): number {
  return Math.max(endOf(pair.value), endOf(pair.key));
}

function rangeOf(node: unknown): readonly [number, number, number] | null {
  return (node as Node | null)?.range ?? null; // every node of a parsed document carries its range
}
