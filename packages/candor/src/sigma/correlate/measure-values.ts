import type { CorrelationType } from '../rule.js';
import type { Accumulator } from './accumulator.js';

/** Most values of one key that are kept; the oldest leave first. */
const MOST_SAMPLES = 1_000;

type Sample = [timeMs: number, value: number];

/** Sum, mean, median or percentile (nearest rank) of a field's numbers in the last `spanMs`. */
export function measureValues(type: CorrelationType, percentile: number | null, spanMs: number): Accumulator<Sample[]> {
  return {
    create: () => [],
    single: null,
    add: (samples, { timeMs, value }) => {
      const number = value === null || value.trim() === '' ? Number.NaN : Number(value);
      if (!Number.isFinite(number)) return;
      samples.push([timeMs, number]);
      let old = Math.max(0, samples.length - MOST_SAMPLES);
      while (old < samples.length && (samples[old]?.[0] ?? 0) <= timeMs - spanMs) old += 1;
      if (old > 0) samples.splice(0, old);
    },
    measure: (samples) => statistic(type, percentile, samples),
    sources: () => [],
    toJson: (samples) => samples,
    fromJson: (json) => (Array.isArray(json) ? json.filter(isSample) : []),
    weight: 8,
  };
}

function statistic(type: CorrelationType, percentile: number | null, samples: readonly Sample[]): number {
  const sum = samples.reduce((total, [, value]) => total + value, 0);
  if (type === 'value_sum') return sum;
  if (samples.length === 0) return Number.NaN;
  if (type === 'value_avg') return sum / samples.length;
  const sorted = samples.map(([, value]) => value).sort((left, right) => left - right);
  if (type === 'value_percentile')
    return sorted[Math.max(0, Math.ceil(((percentile ?? 0) / 100) * sorted.length) - 1)] ?? Number.NaN;
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function isSample(item: unknown): item is Sample {
  return Array.isArray(item) && typeof item[0] === 'number' && typeof item[1] === 'number';
}
