import { detached } from '../detached.js';
import type { Accumulator } from './accumulator.js';

/** Counts distinct values of the last `spanMs`, up to `most`; a value seen again is as young as its last sight. */
export function countValues(spanMs: number, most: number): Accumulator<Map<string, number>> {
  return {
    create: () => new Map(),
    single: null,
    add: (values, { timeMs, value }) => {
      if (value === null) return;
      values.delete(value);
      values.set(detached(value), timeMs);
      for (const [oldest, seenMs] of values) {
        if (seenMs > timeMs - spanMs && values.size <= most) break;
        values.delete(oldest);
      }
    },
    measure: (values) => values.size,
    sources: () => [],
    toJson: (values) => [...values],
    fromJson: (json) => new Map(Array.isArray(json) ? json.filter(isPair) : []),
    weight: 4,
  };
}

function isPair(item: unknown): item is [string, number] {
  return Array.isArray(item) && typeof item[0] === 'string' && typeof item[1] === 'number';
}
