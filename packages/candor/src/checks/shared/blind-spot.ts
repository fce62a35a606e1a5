import type { Fact, Gap } from '../../core/fact.js';

/** Why a fact cannot carry a pass; null when it is known and whole. */
export function blindSpot(fact: Fact<unknown>): Gap | null {
  if (fact.status === 'unknown') return { reason: fact.reason, detail: fact.detail };
  if (fact.complete) return null;
  return fact.gap ?? { reason: 'not-collected', detail: 'only a part was seen' };
}

/** The value where it is known, else the given substitute. */
export function valueOr<T>(fact: Fact<T>, otherwise: T): T {
  return fact.status === 'known' ? fact.value : otherwise;
}
