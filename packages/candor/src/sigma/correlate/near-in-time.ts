import type { EventSource } from '../../core/event.js';
import type { Accumulator } from './accumulator.js';

/** Sights of one rule that are kept, so that events that come a little out of order still make a chain. */
const MOST_SIGHTS = 8;

/** When a rule matched, by which event, and where its line is. */
interface Sight {
  readonly timeMs: number;
  readonly sequence: number;
  readonly source: EventSource | null;
}

/** Sights of each rule, oldest first. */
export type RuleSights = Sight[][];

/** What is common to `temporal` and `temporal_ordered`: the latest sights of each rule within `spanMs`. */
export function nearInTime(
  rules: number,
  spanMs: number,
  measure: (sights: RuleSights) => number,
): Accumulator<RuleSights> {
  return {
    create: () => Array.from({ length: rules }, () => []),
    single: null,
    add: (sights, { rule, timeMs, sequence, source }) => {
      const own = sights[rule];
      if (own === undefined) return;
      let place = own.length;
      while (place > 0 && (own[place - 1]?.timeMs ?? 0) > timeMs) place -= 1;
      own.splice(place, 0, { timeMs, sequence, source });
      if (own.length > MOST_SIGHTS) own.shift();
      const newest = Math.max(...sights.map((list) => list.at(-1)?.timeMs ?? 0));
      for (const list of sights) while (list[0] !== undefined && list[0].timeMs <= newest - spanMs) list.shift();
    },
    measure,
    sources: (sights) => sights.flatMap((list) => list.at(-1)?.source ?? []),
    toJson: (sights) => sights,
    fromJson: (json) => (isSights(json, rules) ? json : Array.from({ length: rules }, () => [])),
    weight: 4,
  };
}

/** Rules that matched at all. */
export function rulesSeen(sights: RuleSights): number {
  return sights.filter((list) => list.length > 0).length;
}

/**
 * Length of the longest chain of rules from the first one on, in the order written, each by another event and none
 * before the one it follows.
 */
export function chainLength(sights: RuleSights): number {
  for (let length = sights.length; length > 0; length -= 1) if (hasChain(sights, length)) return length;
  return 0;
}

/** From the last rule back, each time the latest sight that is not after the next one: the tightest chain there is. */
function hasChain(sights: RuleSights, length: number): boolean {
  let next: Sight | null = null;
  for (let rule = length - 1; rule >= 0; rule -= 1) {
    next = latestBefore(sights[rule] ?? [], next);
    if (next === null) return false;
  }
  return true;
}

function latestBefore(sights: readonly Sight[], next: Sight | null): Sight | null {
  const fits = (sight: Sight) => next === null || (sight.timeMs <= next.timeMs && sight.sequence !== next.sequence);
  return sights.findLast(fits) ?? null;
}

function isSights(json: unknown, rules: number): json is RuleSights {
  return (
    Array.isArray(json) && json.length === rules && json.every((list) => Array.isArray(list) && list.every(isSight))
  );
}

function isSight(item: unknown): item is Sight {
  if (typeof item !== 'object' || item === null) return false;
  return 'timeMs' in item && typeof item.timeMs === 'number' && 'sequence' in item && typeof item.sequence === 'number';
}
