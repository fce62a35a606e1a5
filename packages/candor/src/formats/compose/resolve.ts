import type { ParseWarning } from '../../core/parsed.js';
import { mergeTrees } from './merge.js';
import type { ComposeMissingFile } from './model.js';
import { canonicalService } from './normalise.js';
import { type Entry, itemsOf, type MapTree, type Place, placeOf, type Tree, textOf, under } from './tree.js';

/** Longest chain of `extends`, and deepest `include`. */
const MAX_CHAIN = 20;
/** Tree nodes that `extends` and `include` may produce in all: a bound on files that pull each other in many times. */
const MAX_RESOLVED_NODES = 300_000;

/** The given files by path, after interpolation, and what is found wrong on the way. */
export interface Sources {
  readonly trees: ReadonlyMap<string, MapTree>;
  readonly warnings: ParseWarning[];
  readonly missing: ComposeMissingFile[];
  resolvedNodes: number;
}

/** POSIX path `path` seen from the folder of `from`, without `.` and `..` where they can be resolved. */
function relativeTo(from: string, path: string): string {
  const joined = path.startsWith('/') ? path : `${from.slice(0, from.lastIndexOf('/') + 1)}${path}`;
  const out: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '.' || (part === '' && out.length > 0)) continue;
    if (part === '..' && out.length > 0 && out.at(-1) !== '..' && out.at(-1) !== '') out.pop();
    else out.push(part);
  }
  return out.join('/');
}

function supplied(
  sources: Sources,
  from: string,
  path: string,
  wantedBy: 'include' | 'extends',
  at: Place,
): MapTree | null {
  const wanted = relativeTo(from, path);
  for (const [given, tree] of sources.trees) if (relativeTo('', given) === wanted) return tree;
  sources.missing.push({ path, wantedBy, ...placeOf(at) });
  sources.warnings.push({ line: at.line, message: `${at.file}: ${wantedBy} names ${path}, which was not supplied` });
  return null;
}

function weight(tree: Tree): number {
  if (tree.kind === 'scalar') return 1;
  let nodes = 1;
  if (tree.kind === 'list') for (const item of tree.items) nodes += weight(item);
  else for (const entry of tree.entries.values()) nodes += weight(entry.value);
  return nodes;
}

/** Counts what is about to be laid together; false = the bound is reached and nothing more is resolved. */
function affordable(sources: Sources, tree: Tree, at: Place): boolean {
  if (sources.resolvedNodes > MAX_RESOLVED_NODES) return false;
  sources.resolvedNodes += weight(tree);
  if (sources.resolvedNodes <= MAX_RESOLVED_NODES) return true;
  warn(sources, at, `extends and include produce more than ${MAX_RESOLVED_NODES} nodes; the rest is not resolved`);
  return false;
}

function warn(sources: Sources, at: Place, message: string): null {
  sources.warnings.push({ line: at.line, message: `${at.file}: ${message}` });
  return null;
}

function baseOf(sources: Sources, service: MapTree, extend: Entry, chain: readonly string[]): MapTree | null {
  const name = textOf(extend.value) ?? textOf(under(extend.value, 'service'));
  const file = textOf(under(extend.value, 'file'));
  if (name === undefined) return warn(sources, extend, 'extends names no service');
  const tree =
    file === undefined ? sources.trees.get(extend.file) : supplied(sources, extend.file, file, 'extends', extend);
  if (!tree) return null;
  const base = under(tree, 'services', name);
  if (base?.kind !== 'map') return warn(sources, extend, `extends names the service ${name}, which is not there`);
  const link = `${tree.file}#${name}`;
  if (chain.includes(link) || chain.length > MAX_CHAIN || service === base)
    return warn(sources, extend, 'extends in a circle');
  const whole = extended(sources, base, [...chain, link]);
  return affordable(sources, whole, extend) ? whole : null;
}

/** One service with what it extends laid below it (Compose specification, "extends"). */
export function extended(sources: Sources, service: MapTree, chain: readonly string[]): MapTree {
  const own = canonicalService(service);
  const extend = service.entries.get('extends');
  if (extend === undefined) return own;
  const base = baseOf(sources, service, extend, chain);
  const merged = base === null ? own : mergeTrees('', base, own);
  return merged.kind === 'map' ? { ...merged, line: own.line, file: own.file } : own;
}

function withServices(sources: Sources, tree: MapTree): MapTree {
  const services = tree.entries.get('services');
  if (services?.value.kind !== 'map') return tree;
  const entries = new Map<string, Entry>();
  for (const [name, entry] of services.value.entries) {
    const value = entry.value;
    const first = `${tree.file}#${name}`;
    entries.set(name, value.kind === 'map' ? { ...entry, value: extended(sources, value, [first]) } : entry);
  }
  return {
    ...tree,
    entries: new Map([...tree.entries, ['services', { ...services, value: { ...services.value, entries } }]]),
  };
}

function includedPaths(item: Tree): readonly string[] {
  const text = textOf(item);
  return text === undefined ? itemsOf(under(item, 'path')).flatMap((path) => textOf(path) ?? []) : [text];
}

/** One file with its `include`d files below it and every `extends` resolved. */
export function resolvedFile(sources: Sources, tree: MapTree, chain: readonly string[]): Tree {
  let whole: Tree = withServices(sources, tree);
  if (chain.length > MAX_CHAIN) return whole;
  for (const item of itemsOf(under(tree, 'include'))) {
    for (const path of includedPaths(item)) {
      const found = supplied(sources, tree.file, path, 'include', item);
      if (found === null) continue;
      if (chain.includes(found.file)) warn(sources, item, 'include in a circle');
      else if (affordable(sources, found, item)) {
        whole = mergeTrees('', resolvedFile(sources, found, [...chain, found.file]), whole);
      }
    }
  }
  return whole;
}
