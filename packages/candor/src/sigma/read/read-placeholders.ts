import { itemsOf, textOf } from '../../formats/compose/tree.js';
import { readYamlTree } from '../../formats/compose/yaml-tree.js';
import type { Placeholders } from './modified.js';

/** `name: [value, …]` for each placeholder; a text that is no such map gives none, and rules that need them say so. */
export function readPlaceholders(text: string): Placeholders {
  const tree = readYamlTree('placeholders.yml', text);
  if (!tree.ok || tree.value?.kind !== 'map') return new Map();
  return new Map(
    [...tree.value.entries].map(([name, { value }]) => [name, itemsOf(value).flatMap((item) => textOf(item) ?? [])]),
  );
}
