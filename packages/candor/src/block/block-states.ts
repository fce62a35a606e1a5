import type { Block } from './block.js';
import { elementName, elementsOf } from './elements.js';
import type { KernelTable } from './read-table.js';

/** A block and what the kernel says of it. */
export interface BlockState {
  readonly block: Block;
  /** True when every element of it is in the kernel. */
  readonly holds: boolean;
  /** Packets that its elements matched. */
  readonly packets: number;
}

/** Joins the decisions with the kernel's table; `unknown` counts elements that no decision on record explains. */
export function blockStates(
  blocks: readonly Block[],
  table: KernelTable | null,
): { readonly blocks: readonly BlockState[]; readonly unknown: number } {
  const kernel = new Map((table?.elements ?? []).map((element) => [elementName(element), element]));
  const explained = new Set<string>();
  const states = blocks.map((block): BlockState => {
    const names = elementsOf(block).map(elementName);
    for (const name of names) explained.add(name);
    return {
      block,
      holds: names.length > 0 && names.every((name) => kernel.has(name)),
      packets: names.reduce((sum, name) => sum + (kernel.get(name)?.packets ?? 0), 0),
    };
  });
  return { blocks: states, unknown: [...kernel.keys()].filter((name) => !explained.has(name)).length };
}
