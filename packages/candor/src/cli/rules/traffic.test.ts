import { describe, expect, it } from 'vitest';
import { isAtLeast } from '../../core/severity.js';
import type { RuleDetection } from '../../sigma/detection.js';
import { readOwnRules } from '../../sigma/own-rules.js';
import { RuleEngine } from '../../sigma/rule-engine.js';
import { assembleRules } from '../../sigma/rule-set.js';
import { sampleReader } from './sample-reader.js';
import { attackers, ordinaryDay, type TrafficLine } from './testing/traffic.js';

const set = assembleRules([{ origin: 'own', rules: readOwnRules().rules }]);

function detections(lines: readonly TrafficLine[]): RuleDetection[] {
  const engine = new RuleEngine(set);
  const read = sampleReader();
  const told = lines.flatMap((line, number) => read(line, number).flatMap((event) => engine.take(event)));
  return [...told, ...engine.end()];
}

// Seeds that were not looked at while the rules were written.
describe.each([20_261, 77_003, 910_004])('with seed %i', (seed) => {
  const day = ordinaryDay(seed);

  it('a day of ordinary traffic tells nothing above low', () => {
    expect(day.length).toBeGreaterThan(25_000);
    const loud = detections(day).filter(({ rule }) => isAtLeast(rule.level, 'medium'));
    expect(loud.map(({ rule, group, event }) => `${rule.title} ${JSON.stringify(group)} ${event?.raw ?? ''}`)).toEqual(
      [],
    );
  });

  it('names at least 99 % of 400 attackers among it, at low or above', () => {
    const all = attackers(400, seed);
    const lines = [...day, ...all.flatMap((one) => one.lines)].sort((a, b) => a.at.getTime() - b.at.getTime());
    const named = new Set(
      detections(lines)
        .filter(({ rule }) => isAtLeast(rule.level, 'low'))
        .flatMap(({ group, event }) => [group['source.ip'], String(event?.fields['source.ip'] ?? '')]),
    );
    const missed = all.filter(({ ip }) => !named.has(ip));
    expect(missed.length).toBeLessThanOrEqual(4);
  });
});
