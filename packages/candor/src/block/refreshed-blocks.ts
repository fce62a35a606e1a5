import type { Block } from './block.js';
import type { NeverList } from './never-list.js';
import { parseTarget } from './parse-target.js';

/** What has changed outside since blocks were made. */
export interface RefreshView {
  /** Addresses of names, as resolved now; a name without an answer keeps what it has. */
  readonly resolved: ReadonlyMap<string, readonly string[]>;
  readonly containers: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  readonly never: NeverList;
}

/**
 * The blocks with new addresses of their names and containers. Addresses are only added: one that a name has left may
 * still serve the same people, and ends with the block. What has become one of the host's own is taken out.
 */
export function refreshedBlocks(standing: ReadonlyMap<string, Block>, view: RefreshView): Map<string, Block> {
  return new Map([...standing].map(([id, block]) => [id, refreshed(block, view)]));
}

function refreshed(block: Block, { resolved, containers, never }: RefreshView): Block {
  const found = resolved.get(block.target) ?? [];
  const addresses = [...new Set([...block.addresses, ...found.map(plain)])].filter((address) =>
    mayBlock(address, never),
  );
  const running = containers.find(({ name }) => name === block.container?.name);
  const container =
    block.container !== null && running ? { name: running.name, addresses: running.addresses } : block.container;
  const same = equal(addresses, block.addresses) && equal(container?.addresses ?? [], block.container?.addresses ?? []);
  return same ? block : { ...block, addresses, container };
}

function plain(address: string): string {
  const target = parseTarget(address);
  return target.kind === 'range' ? target.text : address;
}

function mayBlock(address: string, never: NeverList): boolean {
  const target = parseTarget(address);
  return target.kind === 'range' && never.refusal(target.range) === null;
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
