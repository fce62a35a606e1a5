import { createHash } from 'node:crypto';

/** What a block stops: connections that the peer opens, connections to it, or every packet. */
export type Direction = 'ingress' | 'egress' | 'both';

/** How it was tried out that a block holds. */
export interface Proof {
  /** `effective`: tried and refused by our rule; `not-effective`: tried and got through; `not-proven`: nobody tried, or the failure has another cause. */
  readonly result: 'effective' | 'not-effective' | 'not-proven';
  /** What was tried from where, or why nothing was. */
  readonly detail: string;
  readonly at: Date;
}

/** One decision: who is kept out, which way, how long, why. */
export interface Block {
  /** Twelve hex digits (100,000 blocks meet once in 50,000 hosts) of the hash of target, direction and container: blocking the same again renews it. */
  readonly id: string;
  /** As asked for: an address, a CIDR range or a name. */
  readonly target: string;
  /** The addresses and ranges that stand in the kernel; several for a name. */
  readonly addresses: readonly string[];
  readonly direction: Direction;
  /** The container that it is about, with its addresses when it was made; null = all. */
  readonly container: { readonly name: string; readonly addresses: readonly string[] } | null;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
  /** When it ends once it is confirmed. */
  readonly expires: Date;
  /** When it ends by itself while nobody has confirmed it; null = confirmed. */
  readonly provisionalUntil: Date | null;
  /** Other tools that were given the same decision: `crowdsec`, `fail2ban JAIL`, `nginx`. */
  readonly also: readonly string[];
  readonly proof: Proof | null;
}

/** A new policy holds this long unless somebody, still able to reach the host, confirms it (watch.md). */
export const provisionalMs = 600_000;

/** Longest expiry: a year. The kernel counts milliseconds and takes more; nobody remembers an older block. */
export const longestMs = 365 * 86_400_000;

/** The id of a decision. */
export function blockId(target: string, direction: Direction, container: string | null): string {
  return createHash('sha256')
    .update(`${target} ${direction} ${container ?? ''}`)
    .digest('hex')
    .slice(0, 12);
}

/** When a block ends as things stand. */
export function endOf({ expires, provisionalUntil }: Pick<Block, 'expires' | 'provisionalUntil'>): Date {
  return provisionalUntil !== null && provisionalUntil < expires ? provisionalUntil : expires;
}

/** `ingress and egress`, for sentences. */
export function directionWords(direction: Direction): string {
  return direction === 'both' ? 'ingress and egress' : direction;
}
