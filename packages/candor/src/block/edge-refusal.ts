import type { Policy } from '../core/policy.js';
import { parseRange } from './ip-range.js';

/** The limit of FWL-10: Cloudflare announces changes of its list, and an operator looks once a month. */
const maxDays = 30;

const dayMs = 86_400_000;

/** The edge that the site declares, with the addresses that are known of it. */
export type Edge = NonNullable<Policy['edge']>;

/** Why nothing can be blocked safely with this edge list: unknown, unreadable or stale addresses; null = the list holds. */
export function edgeRefusal(edge: Edge | null, now: Date): string | null {
  if (edge === null) return null;
  if (edge.ranges.length === 0) return `the addresses of the edge ${edge.name} are not known`;
  const bad = edge.ranges.find((range) => parseRange(range) === null);
  if (bad !== undefined) return `the list of the edge ${edge.name} has "${bad.slice(0, 60)}", which is no range`;
  if (edge.asOf === null) return `the list of the edge ${edge.name} has no date`;
  const days = Math.floor((now.getTime() - edge.asOf.getTime()) / dayMs);
  if (days < -1) return `the list of the edge ${edge.name} is dated in the future`;
  return days > maxDays ? `the list of the edge ${edge.name} is ${days} days old (limit ${maxDays})` : null;
}
