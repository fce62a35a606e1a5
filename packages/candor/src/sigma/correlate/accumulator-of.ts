import type { CorrelationRule } from '../rule.js';
import type { Accumulator } from './accumulator.js';
import { countEvents } from './count-events.js';
import { countValues } from './count-values.js';
import { needsWindowEnd } from './holds-bounds.js';
import { hasNegation, holdsFormula } from './holds-formula.js';
import { measureValues } from './measure-values.js';
import { chainLength, nearInTime, type RuleSights, rulesSeen } from './near-in-time.js';

/** Most events or values of one key that are counted one by one. */
const MOST_COUNTED = 100_000;

/** A correlation's way to measure; null with a reason when it cannot be kept within bounds. */
export type Measuring =
  | { readonly accumulator: Accumulator<unknown>; readonly atEnd: boolean }
  | { readonly accumulator: null; readonly reason: string };

/** Chooses how a correlation counts, and whether it can be told at once or only at the end of its window. */
export function accumulatorOf(rule: CorrelationRule): Measuring {
  const atEnd = rule.formula ? hasNegation(rule.formula) : needsWindowEnd(rule.bounds);
  // A window that is judged at its end begins with its first event, so nothing in it grows old before that.
  const spanMs = atEnd ? Number.POSITIVE_INFINITY : rule.timespanMs;
  const most = Math.floor(Math.max(0, ...rule.bounds.map(({ value }) => value))) + 1;
  const counts = rule.type === 'event_count' || rule.type === 'value_count';
  if (counts && most > MOST_COUNTED)
    return { accumulator: null, reason: `a bound above ${MOST_COUNTED - 1} events or values of one key` };
  return { accumulator: chosen(rule, spanMs, most) as Accumulator<unknown>, atEnd }; // its state is opaque to callers
}

function chosen(
  rule: CorrelationRule,
  spanMs: number,
  most: number,
):
  | Accumulator<number[]>
  | Accumulator<Map<string, number>>
  | Accumulator<RuleSights>
  | Accumulator<[number, number][]> {
  switch (rule.type) {
    case 'event_count':
      return countEvents(spanMs, most);
    case 'value_count':
      return countValues(spanMs, most);
    case 'temporal':
    case 'temporal_ordered':
      return nearInTime(rule.rules.length, spanMs, measureOf(rule));
    default:
      return measureValues(rule.type, rule.percentile, spanMs);
  }
}

/** A formula measures 1 or 0; without one, the rules seen (in order) are counted. */
function measureOf(rule: CorrelationRule): (sights: RuleSights) => number {
  const { formula } = rule;
  const ordered = rule.type === 'temporal_ordered';
  if (formula === null) return ordered ? chainLength : rulesSeen;
  const index = new Map(rule.rules.map((reference, at) => [reference, at]));
  return (sights) => {
    const seen = (reference: string) => (sights[index.get(reference) ?? -1]?.length ?? 0) > 0;
    if (!holdsFormula(formula, seen)) return 0;
    const present = sights.filter((list) => list.length > 0);
    return !ordered || chainLength(present) === present.length ? 1 : 0;
  };
}
