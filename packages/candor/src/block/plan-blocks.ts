import { type Block, blockId, type Direction, longestMs, provisionalMs } from './block.js';
import { elementsOf } from './elements.js';
import { formatRange, type IpRange, isSingle, overlaps, parseRange } from './ip-range.js';
import type { NeverList } from './never-list.js';
import { parseTarget } from './parse-target.js';

/** What is asked for, for each of its targets. */
export interface BlockRequest {
  readonly targets: readonly string[];
  readonly direction: Direction;
  readonly container: Block['container'];
  readonly forMs: number;
  readonly reason: string;
  readonly by: string;
  /** True when somebody else watches over the way back: no ten minutes of trial. */
  readonly confirmed: boolean;
}

/** A target that is not blocked, and why. */
export interface Refusal {
  readonly target: string;
  readonly reason: string;
  readonly hint: string | null;
}

/** What a request comes to. */
export interface BlockPlan {
  readonly blocks: readonly Block[];
  readonly refusals: readonly Refusal[];
  /** What these blocks cannot cover, or what was left out. */
  readonly notes: readonly string[];
}

/** What a plan is made against. */
export interface PlanContext {
  readonly never: NeverList;
  /** Why no address may be blocked at all (a stale edge list); null = none. */
  readonly refuseAll: Pick<Refusal, 'reason' | 'hint'> | null;
  /** Addresses of names, as resolved now. */
  readonly resolved: ReadonlyMap<string, readonly string[]>;
  /** Names that this site serves. */
  readonly publicNames: readonly string[];
  readonly standing: ReadonlyMap<string, Block>;
  readonly now: Date;
}

/** Judges each target: against the never list, the edge, and the networks that stand already. Pure. */
export function planBlocks(request: BlockRequest, context: PlanContext): BlockPlan {
  const blocks = new Map<string, Block>();
  const refusals: Refusal[] = [];
  const notes: string[] = [];
  const networks = networksOf(context.standing.values());
  for (const given of new Set(request.targets)) {
    const found = addressesOf(given, context, notes);
    if ('reason' in found) {
      refusals.push(found);
      continue;
    }
    const block = blockOf(found.target, found.addresses, request, context.now);
    const clash = blocks.has(block.id) ? null : clashOf(block, networks);
    if (clash === null) blocks.set(block.id, block);
    else refusals.push({ target: found.target, reason: clash, hint: null });
  }
  return { blocks: [...blocks.values()], refusals, notes };
}

function addressesOf(
  given: string,
  context: PlanContext,
  notes: string[],
): { readonly target: string; readonly addresses: readonly string[] } | Refusal {
  const target = parseTarget(given);
  const refused = (reason: string, hint: string | null = null) => ({ target: given.slice(0, 255), reason, hint });
  if (target.kind === 'none') return refused(target.reason, target.hint);
  if (context.refuseAll !== null) return refused(context.refuseAll.reason, context.refuseAll.hint);
  if (target.kind === 'range') {
    const entry = context.never.refusal(target.range);
    return entry === null ? { target: target.text, addresses: [target.text] } : refused(reasonOf(entry, target.range));
  }
  if (context.publicNames.some((name) => name.toLowerCase() === target.name))
    return refused('it is a name that this site serves itself (publicNames)');
  return named(target.name, context, notes, refused);
}

function named(
  name: string,
  context: PlanContext,
  notes: string[],
  refused: (reason: string, hint?: string | null) => Refusal,
): { readonly target: string; readonly addresses: readonly string[] } | Refusal {
  const found = context.resolved.get(name) ?? [];
  const kept: string[] = [];
  const left: string[] = [];
  for (const address of found) {
    const target = parseTarget(address);
    const entry = target.kind === 'range' ? context.never.refusal(target.range) : null;
    if (target.kind !== 'range') left.push(`${address}: not an address`);
    else if (entry === null) kept.push(target.text);
    else left.push(reasonOf(entry, target.range));
  }
  if (found.length === 0) return refused('it has no address now', 'block the address that was seen instead');
  if (kept.length === 0) return refused(`all its addresses are refused (${left.join('; ')})`);
  if (left.length > 0) notes.push(`${name}: left out ${left.join('; ')}`);
  notes.push(
    `${name} stands for ${[...new Set(kept)].join(', ')} as resolved now: other names on these addresses are blocked too, a new address is blocked at the next "candor blocks refresh", and a program that has an address by heart asks no name server`,
  );
  return { target: name, addresses: [...new Set(kept)].sort() };
}

function reasonOf(entry: { readonly range: IpRange; readonly why: string }, range: IpRange): string {
  const asked = formatRange(range);
  const inside = formatRange(entry.range);
  return asked === inside ? `${asked} is ${entry.why}` : `${asked} has ${inside} in it, ${entry.why}`;
}

function blockOf(target: string, addresses: readonly string[], request: BlockRequest, now: Date): Block {
  const forMs = Math.min(request.forMs, longestMs);
  const trial = !request.confirmed && forMs > provisionalMs;
  return {
    id: blockId(target, request.direction, request.container?.name ?? null),
    target,
    addresses,
    direction: request.direction,
    container: request.container,
    reason: request.reason,
    by: request.by,
    at: now,
    expires: new Date(now.getTime() + forMs),
    provisionalUntil: trial ? new Date(now.getTime() + provisionalMs) : null,
    also: [],
    proof: null,
  };
}

interface Network {
  readonly set: string;
  readonly range: IpRange;
  readonly block: Block;
}

/** Networks by set: an interval set takes no two that overlap (nft(8)). */
function networksOf(blocks: Iterable<Block>): Network[] {
  return [...blocks].flatMap((block) => {
    if (!block.addresses.some((address) => address.includes('/'))) return [];
    const ranges = block.addresses.map(parseRange).filter((range) => range !== null);
    const sets = [...new Set(elementsOf(block).flatMap(({ set }) => (set.endsWith('net') ? [set] : [])))];
    return sets.flatMap((set) => ranges.filter((range) => !isSingle(range)).map((range) => ({ set, range, block })));
  });
}

function clashOf(block: Block, networks: Network[]): string | null {
  const own = networksOf([block]);
  for (const { set, range } of own) {
    const other = networks.find((one) => one.set === set && one.block.id !== block.id && overlaps(one.range, range));
    if (other)
      return `it overlaps ${other.block.target}, which is blocked already (${other.block.id}); unblock that first`;
  }
  networks.push(...own);
  return null;
}
