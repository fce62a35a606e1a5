import type { Cited, ComposeCommand, ComposeVariable } from './model.js';
import { shellWords } from './shell-words.js';
import { entryOf, itemsOf, type Place, placeOf, type Tree, textOf } from './tree.js';

function unresolvedOf(tree: Tree): readonly string[] {
  return tree.kind === 'scalar' ? tree.unresolved : [];
}

/** A value at a place. */
function cited<T>(value: T, at: Place, tree: Tree): Cited<T> {
  return { value, unresolved: unresolvedOf(tree), ...placeOf(at) };
}

/** A single-valued field as text; null when it is absent, null or not a scalar. */
export function textField(tree: Tree | undefined, key: string): Cited<string> | null {
  const entry = entryOf(tree, key);
  const text = textOf(entry?.value);
  return entry === undefined || text === undefined ? null : cited(text, entry, entry.value);
}

/** A field that is true or false, with the words Compose accepts (compose-go `toBoolean`); null for anything else. */
export function booleanField(tree: Tree | undefined, key: string): Cited<boolean> | null {
  const field = textField(tree, key);
  if (field === null) return null;
  const word = field.value.toLowerCase();
  if (['true', 'y', 'yes', 'on'].includes(word)) return { ...field, value: true };
  return ['false', 'n', 'no', 'off'].includes(word) ? { ...field, value: false } : null;
}

/** A field that is a list of words; a single word counts as a list of one. */
export function listField(tree: Tree | undefined, key: string): readonly Cited<string>[] {
  return itemsOf(entryOf(tree, key)?.value).flatMap((item) => {
    const text = textOf(item);
    return text === undefined ? [] : [cited(text, item, item)];
  });
}

/** A mapping of names to text (lists of `NAME=value` were turned into mappings before the merge). */
export function pairsField(tree: Tree | undefined, key: string): readonly ComposeVariable[] {
  const map = entryOf(tree, key)?.value;
  if (map?.kind !== 'map') return [];
  return [...map.entries].map(([name, entry]) => ({
    name,
    value: textOf(entry.value) ?? null,
    unresolved: unresolvedOf(entry.value),
    ...placeOf(entry),
  }));
}

/** `command:` or `entrypoint:`; null when it is absent or null (the image's own stays). */
export function commandField(tree: Tree | undefined, key: string): ComposeCommand | null {
  const entry = entryOf(tree, key);
  if (entry === undefined) return null;
  const text = textOf(entry.value);
  if (text !== undefined) return { form: 'string', words: shellWords(text), ...placeOf(entry) };
  if (entry.value.kind !== 'list') return null;
  const words = entry.value.items.flatMap((item) => textOf(item) ?? []);
  return { form: 'list', words, ...placeOf(entry) };
}

const SIZE = /^(\d{1,20}(?:\.\d{1,10})?) ?([kmgtp]?)(?:i?b)?$/i;
const POWERS: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/** Docker's memory sizes (`512m`, `1.5gb`, `1048576`) in bytes, powers of 1024 (docker/go-units `RAMInBytes`). */
export function sizeBytes(text: string): number | null {
  const found = SIZE.exec(text.trim());
  if (found === null) return null;
  return Math.floor(Number(found[1]) * 1024 ** (POWERS[(found[2] ?? '').toLowerCase()] ?? 0));
}
