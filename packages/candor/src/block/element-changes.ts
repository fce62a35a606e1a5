import type { Block } from './block.js';
import { type Element, elementName, heldElements } from './elements.js';

/** Counted packets of elements by name, to be kept when an element is renewed. */
export type Counted = ReadonlyMap<string, { readonly packets: number; readonly bytes: number }>;

const nothing: Counted = new Map();

/**
 * nft statements that lead from the elements of some blocks to those of others. An element is first added, then
 * deleted, so that neither its absence nor its presence is an error (`destroy` is younger than Debian 12's nft 1.0.6),
 * then added with its expiry; all in one transaction no packet sees the gap.
 */
export function elementChanges(
  before: readonly Block[],
  after: readonly Block[],
  now: Date,
  counted = nothing,
): string {
  const touched = touchedBlocks(before, after);
  const old = heldElements(touched.before);
  const next = heldElements(touched.after);
  const live = [...next.values()].filter(({ until }) => until > now);
  const changed = live.filter((element) => old.get(elementName(element))?.until.getTime() !== element.until.getTime());
  const kept = new Set(live.map(elementName));
  const gone = [...old.values()].filter((element) => !kept.has(elementName(element)));
  const renewed = changed.filter((element) => old.has(elementName(element)));
  return [
    ...statements('add', [...gone, ...renewed], ({ key }) => key),
    ...statements('delete', [...gone, ...renewed], ({ key }) => key),
    ...statements('add', changed, (element) => {
      const count = counted.get(elementName(element));
      const words = count && count.packets > 0 ? ` counter packets ${count.packets} bytes ${count.bytes}` : '';
      return `${element.key}${words} timeout ${timeoutWords(element.until.getTime() - now.getTime())}`;
    }),
  ].join('');
}

/** The blocks that differ, and those that hold an address of theirs as well: with 100,000 that stand, one more costs little. */
function touchedBlocks(before: readonly Block[], after: readonly Block[]) {
  const old = new Set(before);
  const next = new Set(after);
  const differ = [...before.filter((block) => !next.has(block)), ...after.filter((block) => !old.has(block))];
  const addresses = new Set(differ.flatMap((block) => block.addresses));
  const touched = (block: Block) => block.addresses.some((address) => addresses.has(address));
  return { before: before.filter(touched), after: after.filter(touched) };
}

function statements<T extends Element>(
  verb: 'add' | 'delete',
  elements: readonly T[],
  text: (element: T) => string,
): string[] {
  const bySet = new Map<string, string[]>();
  for (const element of elements) {
    const list = bySet.get(element.set) ?? [];
    list.push(text(element));
    bySet.set(element.set, list);
  }
  return [...bySet].map(([set, keys]) => `${verb} element inet candor ${set} { ${keys.join(', ')} }\n`);
}

/** Whole seconds, rounded up: the kernel knows no expiry of zero. */
function timeoutWords(ms: number): string {
  return `${Math.max(1, Math.ceil(ms / 1000))}s`;
}
