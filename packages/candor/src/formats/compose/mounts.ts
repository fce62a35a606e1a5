import type { ComposeMount, MountType } from './model.js';
import { placeOf, type Tree, textOf, under } from './tree.js';

const TYPES: ReadonlySet<string> = new Set(['bind', 'volume', 'tmpfs', 'npipe', 'cluster', 'image']);
const VARIABLE = /\$\{[^}]{0,500}\}/g;

function isMountType(text: string): text is MountType {
  return TYPES.has(text);
}

/** A source is a path when it begins like one (compose-go `isFilePath`), or with a variable, which may hold one. */
function isHostPath(source: string): boolean {
  return /^[./~$]/.test(source) || /^[A-Za-z]:[\\/]/.test(source);
}

function splitShort(text: string): readonly string[] {
  const kept: string[] = [];
  const bare = text.replace(VARIABLE, (variable) => {
    kept.push(variable);
    return `\u0000${kept.length - 1}\u0001`;
  });
  return bare
    .split(':')
    .map((piece) => piece.replace(/\u0000(\d+)\u0001/g, (_all, index) => kept[Number(index)] ?? ''));
}

function shortMount(tree: Tree, text: string): ComposeMount {
  const pieces = splitShort(text);
  const unresolved = tree.kind === 'scalar' ? tree.unresolved : [];
  const at = { text, unresolved, ...placeOf(tree) };
  if (pieces.length === 1) return { ...at, type: 'volume', source: null, target: text, readOnly: false, options: [] };
  const source = pieces[0] ?? '';
  const options = (pieces[2] ?? '').split(',').filter((option) => option !== '');
  return {
    ...at,
    type: isHostPath(source) ? 'bind' : 'volume',
    source,
    target: pieces[1] ?? '',
    readOnly: options.includes('ro'),
    options: options.filter((option) => option !== 'ro' && option !== 'rw'),
  };
}

function longMount(tree: Tree): ComposeMount {
  const read = (...keys: readonly string[]): string | null => textOf(under(tree, ...keys)) ?? null;
  const type = read('type') ?? 'volume';
  const source = read('source') ?? read('src');
  const target = read('target') ?? read('destination') ?? read('dst') ?? '';
  const options = [read('bind', 'propagation'), read('bind', 'selinux')].filter((option) => option !== null);
  return {
    text: `${type}:${source ?? ''}:${target}`,
    type: isMountType(type) ? type : 'volume',
    source,
    target,
    readOnly: read('read_only') === 'true' || read('readonly') === 'true',
    options,
    unresolved:
      tree.kind === 'map'
        ? [...tree.entries.values()].flatMap(({ value }) => ('unresolved' in value ? value.unresolved : []))
        : [],
    ...placeOf(tree),
  };
}

/** One entry of a service's `volumes:`, short or long form (Compose specification, "volumes"); null = no entry. */
export function readMount(tree: Tree): ComposeMount | null {
  if (tree.kind === 'map') return longMount(tree);
  const text = textOf(tree);
  return text === undefined || text === '' || text.length > 4096 ? null : shortMount(tree, text);
}
