import { type Entry, type ListTree, type MapTree, type Tree, textOf, under } from './tree.js';

/** Attributes whose last value stands alone ("Merge": command, entrypoint and healthcheck.test are replaced). */
const REPLACED = new Set(['command', 'entrypoint', 'test']);
/** Lists in which an equal item counts once (compose-go `override/uncity.go`). */
const SETS = new Set(['cap_add', 'cap_drop', 'expose', 'dns', 'dns_search', 'tmpfs', 'profiles', 'security_opt']);

function mergeLists(key: string, base: ListTree, over: ListTree): ListTree {
  const items = [...base.items, ...over.items];
  if (!SETS.has(key)) return { ...over, items };
  const seen = new Set<string>();
  const once = items.filter((item) => {
    const text = textOf(item);
    if (text === undefined) return true;
    const known = seen.has(text);
    seen.add(text);
    return !known;
  });
  return { ...over, items: once };
}

function mergeMaps(base: MapTree, over: MapTree): MapTree {
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, entry] of over.entries) {
    const before = entries.get(key);
    if (entry.value.tag === 'reset') entries.delete(key);
    else if (before === undefined) entries.set(key, entry);
    else entries.set(key, { ...entry, value: mergeTrees(key, before.value, entry.value) });
  }
  return { ...over, entries };
}

/** A logging block with another driver replaces the whole block (compose-go `mergeLogging`). */
function otherDriver(base: Tree, over: Tree): boolean {
  const driver = textOf(under(over, 'driver'));
  return driver !== undefined && driver !== textOf(under(base, 'driver'));
}

/**
 * Lays `over` on `base` by the documented rules (Compose specification, "Merge"): mappings merge key by key, lists are
 * appended, single values are replaced, `!reset` removes and `!override` replaces. Ports, volumes and secrets, whose
 * items have an identity, are appended here and the reader keeps the last of each identity.
 */
export function mergeTrees(key: string, base: Tree, over: Tree): Tree {
  if (over.tag === 'override' || REPLACED.has(key)) return over;
  if (key === 'logging' && otherDriver(base, over)) return over;
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over);
  if (base.kind === 'list' && over.kind === 'list') return mergeLists(key, base, over);
  if (over.kind === 'scalar' && over.value === null && base.kind !== 'scalar') return base;
  return over;
}

/** Removes what `!reset` marks where there was nothing to merge with. */
export function withoutResets(tree: Tree): Tree {
  if (tree.kind !== 'map') return tree;
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    if (entry.value.tag !== 'reset') entries.set(key, { ...entry, value: withoutResets(entry.value) });
  }
  return { ...tree, entries };
}
