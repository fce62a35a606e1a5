/** Where something stands: the file as it was given to the reader, and the 1-based line. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Tags with which Compose steers a merge (Compose specification, "Merge": `!reset`, `!override`). */
export type MergeTag = 'reset' | 'override' | null;

/** One YAML scalar. `source` is the text before typing; `unresolved` names variables left in it. */
export interface ScalarTree extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly source: string;
  readonly plain: boolean;
  readonly unresolved: readonly string[];
  readonly tag: MergeTag;
}

/** One YAML sequence. */
export interface ListTree extends Place {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly tag: MergeTag;
}

/** One member of a mapping; the place is that of its key. */
export interface Entry extends Place {
  readonly value: Tree;
}

/** One YAML mapping; a `Map`, so that a key such as `__proto__` is a key like any other. */
export interface MapTree extends Place {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly tag: MergeTag;
}

/** A YAML document that knows where each part stands; aliases share their target, so trees are never changed. */
export type Tree = ScalarTree | ListTree | MapTree;

/** The place alone, for values built from a tree. */
export function placeOf(at: Place): Place {
  return { file: at.file, line: at.line };
}

/** A scalar that a short form stands for, at the place of that short form. */
export function scalarAt(at: Place, text: string, unresolved: readonly string[] = []): ScalarTree {
  return { kind: 'scalar', value: text, source: text, plain: false, unresolved, tag: null, ...placeOf(at) };
}

/** A mapping with the given members at one place. */
export function mapAt(at: Place, entries: ReadonlyMap<string, Entry>, tag: MergeTag = null): MapTree {
  return { kind: 'map', entries, tag, ...placeOf(at) };
}

/** The member of a mapping, undefined when the tree is no mapping or has no such key. */
export function entryOf(tree: Tree | undefined, key: string): Entry | undefined {
  return tree?.kind === 'map' ? tree.entries.get(key) : undefined;
}

/** The value below a path of keys. */
export function under(tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined {
  return keys.reduce<Tree | undefined>((at, key) => entryOf(at, key)?.value, tree);
}

/** The items of a list; a single scalar counts as a list of one, as Compose reads `env_file`, `dns` and `tmpfs`. */
export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined || (tree.kind === 'scalar' && tree.value === null)) return [];
  return tree.kind === 'list' ? tree.items : tree.kind === 'scalar' ? [tree] : [];
}

/** Text of a scalar as Compose would print it; undefined for null, lists and mappings. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? (tree.plain ? tree.source : String(tree.value)) : undefined;
}
