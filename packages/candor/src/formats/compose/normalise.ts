import { type Entry, itemsOf, type MapTree, mapAt, placeOf, scalarAt, type Tree, textOf } from './tree.js';

/** Attributes that may be a list of `NAME=value` or a mapping (Compose specification). */
const PAIR_LISTS = new Set(['environment', 'labels', 'annotations', 'sysctls', 'args', 'driver_opts']);

/** `- NAME=value`, `- NAME` → mapping with the place of each item; a mapping stays as it is. */
export function pairs(tree: Tree, separator = '='): Tree {
  if (tree.kind !== 'list') return tree;
  const entries = new Map<string, Entry>();
  for (const item of tree.items) {
    const text = textOf(item);
    if (text === undefined) continue;
    const at = text.indexOf(separator);
    const key = at < 0 ? text : text.slice(0, at);
    const unresolved = item.kind === 'scalar' ? item.unresolved : [];
    const value = scalarAt(item, at < 0 ? '' : text.slice(at + 1), unresolved);
    entries.set(key, { ...placeOf(item), value: at < 0 ? { ...value, value: null } : value });
  }
  return mapAt(tree, entries, tree.tag);
}

/** `- name` → `name: {}`-like mapping with null members, as `depends_on` and `networks` allow. */
function names(tree: Tree): Tree {
  if (tree.kind !== 'list') return tree;
  const entries = new Map<string, Entry>();
  for (const item of tree.items) {
    const text = textOf(item);
    if (text !== undefined) entries.set(text, { ...placeOf(item), value: { ...scalarAt(item, ''), value: null } });
  }
  return mapAt(tree, entries, tree.tag);
}

function asList(tree: Tree): Tree {
  return tree.kind === 'scalar' ? { kind: 'list', items: itemsOf(tree), tag: tree.tag, ...placeOf(tree) } : tree;
}

function asBuild(tree: Tree): Tree {
  if (tree.kind !== 'scalar') return tree;
  return mapAt(tree, new Map([['context', { ...placeOf(tree), value: tree }]]), tree.tag);
}

function canonical(key: string, value: Tree): Tree {
  if (PAIR_LISTS.has(key)) return pairs(value);
  if (key === 'depends_on' || key === 'networks') return names(value);
  if (key === 'env_file' || key === 'dns' || key === 'dns_search' || key === 'tmpfs') return asList(value);
  return key === 'build' ? asBuild(value) : value;
}

/** One service with its short forms turned into the long ones that Compose merges (compose-go `transform`). */
export function canonicalService(service: MapTree): MapTree {
  const entries = new Map<string, Entry>();
  for (const [key, entry] of service.entries) {
    const value = canonical(key, entry.value);
    const inner = key === 'build' || key === 'deploy' ? withPairs(value) : value;
    entries.set(key, { ...entry, value: inner });
  }
  return { ...service, entries };
}

function withPairs(tree: Tree): Tree {
  if (tree.kind !== 'map') return tree;
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    entries.set(key, PAIR_LISTS.has(key) ? { ...entry, value: pairs(entry.value) } : entry);
  }
  return { ...tree, entries };
}
