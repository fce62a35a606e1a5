import type { Block } from './block.js';
import { endOf } from './block.js';
import { isSingle, parseRange } from './ip-range.js';

/** One element of a set of ours. */
export interface Element {
  readonly set: string;
  /** As nft writes it: `203.0.113.9`, `203.0.113.0/24`, `172.18.0.2 . 203.0.113.9`. */
  readonly key: string;
}

/** Prefixes of our sets: who is refused when they come, when they are called, both, and called from one container. */
export const setKinds = ['in', 'out', 'both', 'pair'] as const;

const kindOf = { ingress: 'in', egress: 'out', both: 'both' } as const;

/** The set and the key of each address of a block. Single addresses lie in hash sets, networks in interval sets (`…net`). */
export function elementsOf(block: Pick<Block, 'addresses' | 'direction' | 'container'>): Element[] {
  return block.addresses.flatMap((address) => {
    const range = parseRange(address);
    if (range === null) return [];
    const tail = `${range.family}${isSingle(range) ? '' : 'net'}`;
    if (block.container === null) return [{ set: `${kindOf[block.direction]}${tail}`, key: address }];
    return block.container.addresses
      .filter((source) => parseRange(source)?.family === range.family)
      .map((source) => ({ set: `pair${tail}`, key: `${source} . ${address}` }));
  });
}

/** Name of an element across sets. */
export function elementName({ set, key }: Element): string {
  return `${set} ${key}`;
}

/** The elements that blocks hold, each until the last of its blocks ends. */
export function heldElements(blocks: Iterable<Block>): Map<string, Element & { readonly until: Date }> {
  const held = new Map<string, Element & { readonly until: Date }>();
  for (const block of blocks) {
    const until = endOf(block);
    for (const element of elementsOf(block)) {
      const name = elementName(element);
      const before = held.get(name);
      if (before === undefined || before.until < until) held.set(name, { ...element, until });
    }
  }
  return held;
}
