import type { Accumulator } from './accumulator.js';
import { keepRecent } from './keep-recent.js';

/** Counts events of the last `spanMs`, up to `most`; from there on it only knows "at least". */
export function countEvents(spanMs: number, most: number): Accumulator<number[]> {
  return {
    create: () => [],
    single: (timeMs) => [timeMs],
    add: (times, { timeMs }) => keepRecent(times, timeMs, spanMs, most),
    measure: (times) => times.length,
    sources: () => [],
    toJson: (times) => times,
    fromJson: (json) => (Array.isArray(json) ? json.filter((time) => typeof time === 'number') : []),
    weight: 1,
  };
}
