import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Parsed, type ParseWarning, parsed, unparseable } from '../../core/parsed.js';
import type { Entry, ListTree, MapTree, MergeTag, Place, ScalarTree, Tree } from './tree.js';

/** Largest file that is read; Compose files in the wild stay below 100 KB. */
const MAX_COMPOSE_BYTES = 256 * 1024;
/** Nodes after aliases are followed: the bound on "billion laughs" documents. */
const MAX_NODES = 100_000;
/** Deepest nesting; the Compose schema itself needs less than 12. */
const MAX_DEPTH = 40;

interface Context {
  readonly file: string;
  readonly lines: LineCounter;
  readonly anchors: Map<string, { readonly tree: Tree; readonly nodes: number }>;
  readonly warnings: ParseWarning[];
  nodes: number;
}

class Refusal extends Error {
  readonly line: number | null;
  constructor(reason: string, line: number | null) {
    super(reason);
    this.line = line;
  }
}

const placeAt = (ctx: Context, node: Node): Place => ({
  file: ctx.file,
  line: Math.max(1, ctx.lines.linePos(node.range?.[0] ?? 0).line),
});

function tagOf(node: Node): MergeTag {
  return node.tag === '!reset' ? 'reset' : node.tag === '!override' ? 'override' : null;
}

function scalarTree(node: Scalar, at: Place): ScalarTree {
  const raw = node.value;
  const value = typeof raw === 'number' || typeof raw === 'boolean' || raw === null ? raw : String(raw);
  const plain = node.type === 'PLAIN';
  const source = node.source ?? String(value ?? '');
  return { kind: 'scalar', value, source, plain, unresolved: [], tag: tagOf(node), ...at };
}

function mergedSources(tree: Tree): readonly MapTree[] {
  if (tree.kind === 'map') return [tree];
  return tree.kind === 'list' ? tree.items.filter((item) => item.kind === 'map') : [];
}

function addPair(
  ctx: Context,
  pair: Pair,
  depth: number,
  own: Map<string, Entry>,
  inherited: Map<string, Entry>,
): void {
  const keyNode = isNode(pair.key) ? pair.key : null;
  if (keyNode === null || !isScalar(keyNode)) throw new Refusal('a mapping key is not a plain word', null);
  const at = placeAt(ctx, keyNode);
  const name = keyNode.type === 'PLAIN' ? (keyNode.source ?? '') : String(keyNode.value ?? '');
  const value: Tree = isNode(pair.value)
    ? toTree(ctx, pair.value, depth + 1)
    : { kind: 'scalar', value: null, source: '', plain: true, unresolved: [], tag: null, ...at };
  if (name === '<<' && keyNode.type === 'PLAIN') {
    for (const source of mergedSources(value)) {
      for (const [key, entry] of source.entries) if (!inherited.has(key)) inherited.set(key, entry);
    }
    return;
  }
  if (own.has(name)) throw new Refusal(`the key "${name.slice(0, 80)}" is given twice in one mapping`, at.line);
  own.set(name, { ...at, value });
}

function mapTree(ctx: Context, node: YAMLMap, at: Place, depth: number): MapTree {
  const own = new Map<string, Entry>();
  const inherited = new Map<string, Entry>();
  for (const pair of node.items) addPair(ctx, pair, depth, own, inherited);
  return { kind: 'map', entries: new Map([...inherited, ...own]), tag: tagOf(node), ...at };
}

function listTree(ctx: Context, node: YAMLSeq, at: Place, depth: number): ListTree {
  const items = node.items.filter(isNode).map((item) => toTree(ctx, item, depth + 1));
  return { kind: 'list', items, tag: tagOf(node), ...at };
}

function spend(ctx: Context, nodes: number, line: number): void {
  ctx.nodes += nodes;
  if (ctx.nodes > MAX_NODES) throw new Refusal(`more than ${MAX_NODES} nodes once aliases are followed`, line);
}

function toTree(ctx: Context, node: Node, depth: number): Tree {
  const at = placeAt(ctx, node);
  if (depth > MAX_DEPTH) throw new Refusal(`nested deeper than ${MAX_DEPTH} levels`, at.line);
  const before = ctx.nodes;
  if (isAlias(node)) {
    const target = ctx.anchors.get(node.source);
    if (target === undefined) throw new Refusal(`alias *${node.source.slice(0, 80)} has no anchor before it`, at.line);
    spend(ctx, target.nodes, at.line);
    return target.tree;
  }
  spend(ctx, 1, at.line);
  const tree = isMap(node)
    ? mapTree(ctx, node, at, depth)
    : isSeq(node)
      ? listTree(ctx, node, at, depth)
      : scalarTree(node as Scalar, at); // the only remaining kind of node in the `yaml` package
  if ('anchor' in node && typeof node.anchor === 'string') {
    ctx.anchors.set(node.anchor, { tree, nodes: ctx.nodes - before });
  }
  return tree;
}

function nestsTooDeep(text: string): boolean {
  let open = 0;
  for (const char of text) {
    if (char === '[' || char === '{') open += 1;
    else if (char === ']' || char === '}') open = Math.max(0, open - 1);
    if (open > 500) return true;
  }
  return false;
}

function documentsOf(text: string, lines: LineCounter) {
  const options = { lineCounter: lines, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const;
  return [...parseAllDocuments(text, options)];
}

function convert(file: string, text: string): Parsed<Tree | null> {
  const lines = new LineCounter();
  const documents = documentsOf(text, lines);
  const first = documents[0];
  if (first === undefined) return parsed(null);
  const error = first.errors[0];
  if (error !== undefined) return unparseable(error.message.slice(0, 200), lines.linePos(error.pos[0]).line);
  const ctx: Context = { file, lines, anchors: new Map(), warnings: [], nodes: 0 };
  if (documents.length > 1) ctx.warnings.push({ line: null, message: `${file}: only the first YAML document is read` });
  return parsed(isNode(first.contents) ? toTree(ctx, first.contents, 0) : null, ctx.warnings);
}

function convertEach(file: string, text: string): Parsed<readonly Tree[]> {
  const lines = new LineCounter();
  const trees: Tree[] = [];
  let nodes = 0;
  for (const document of documentsOf(text, lines)) {
    const error = document.errors[0];
    if (error !== undefined) return unparseable(error.message.slice(0, 200), lines.linePos(error.pos[0]).line);
    const ctx: Context = { file, lines, anchors: new Map(), warnings: [], nodes };
    if (isNode(document.contents)) trees.push(toTree(ctx, document.contents, 0));
    nodes = ctx.nodes;
  }
  return parsed(trees);
}

/**
 * YAML 1.2 text → tree with lines, merge keys (`<<`) applied, aliases followed within {@link MAX_NODES}.
 * Duplicate keys, unknown aliases, deep nesting and over-long text are refused. Never throws.
 */
export function readYamlTree(file: string, text: string): Parsed<Tree | null> {
  return bounded(file, text, convert);
}

/** The same for a text of several documents (`---`): every one that has content, within the same bounds together. */
export function readYamlTrees(file: string, text: string): Parsed<readonly Tree[]> {
  return bounded(file, text, convertEach);
}

function bounded<T>(file: string, text: string, read: (file: string, text: string) => Parsed<T>): Parsed<T> {
  if (text.length > MAX_COMPOSE_BYTES) return unparseable(`${file}: longer than ${MAX_COMPOSE_BYTES} characters`);
  if (nestsTooDeep(text)) return unparseable(`${file}: nested too deeply`);
  try {
    return read(file, text);
  } catch (error) {
    // A Refusal is ours; anything else is the YAML package giving up on hostile text (for example a stack overflow).
    if (error instanceof Refusal) return unparseable(`${file}: ${error.message}`, error.line);
    return unparseable(`${file}: the YAML reader gave up`);
  }
}
