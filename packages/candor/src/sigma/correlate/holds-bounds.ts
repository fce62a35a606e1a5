import type { Bound } from '../rule.js';

const orders: Readonly<Record<Bound['op'], (left: number, right: number) => boolean>> = {
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  eq: (left, right) => left === right,
  neq: (left, right) => left !== right,
};

/** Whether a measured value keeps every bound. */
export function holdsBounds(bounds: readonly Bound[], value: number): boolean {
  return bounds.every(({ op, value: limit }) => orders[op](value, limit));
}

/** Whether more events can make the bounds untrue again: then only the end of the window can tell. */
export function needsWindowEnd(bounds: readonly Bound[]): boolean {
  return bounds.some(({ op }) => op !== 'gt' && op !== 'gte');
}
