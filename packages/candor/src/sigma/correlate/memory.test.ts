import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { RuleEngine } from '../rule-engine.js';
import { TemplateMiner } from '../templates/template-miner.js';
import { anEvent, rulesOf } from '../testing.js';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Megabytes that stay after `work`, garbage apart. */
function keptMb(work: () => unknown): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  const result = work();
  collect();
  const after = process.memoryUsage().heapUsed;
  expect(result).toBeDefined();
  return (after - before) / 1e6;
}

const rules = `title: a
name: a
logsource: {product: test}
detection: {s: {f|contains: key}, condition: s}
---
title: counted
correlation: {type: event_count, rules: [a], group-by: [f], timespan: 1h, condition: {gte: 10}}
---
title: values
correlation: {type: value_count, rules: [a], group-by: [g], timespan: 1h, condition: {field: f, gte: 500}}
`;

describe('what is kept of a line', () => {
  it('does not keep the line: 300 pieces of lines of 200 KB', () => {
    const engine = new RuleEngine(rulesOf(rules).set);
    const kept = keptMb(() => {
      for (let n = 0; n < 300; n += 1) {
        const line = `key-number-${n}-that-is-long ${'x'.repeat(200_000)}`.toUpperCase();
        engine.take(anEvent({ f: line.slice(0, 24), g: 'all' }, { at: n }));
      }
      return engine;
    });
    expect(engine.counters.correlations).toMatchObject({ 'test.yml:6': { keys: 300 }, 'test.yml:9': { keys: 1 } });
    expect(kept).toBeLessThan(10);
  });

  it('does not keep the line in a template', () => {
    const miner = new TemplateMiner();
    const kept = keptMb(() => {
      for (let n = 0; n < 300; n += 1) {
        const word = [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
        miner.take('app', `${word}-a-word-of-its-own ${'x '.repeat(100_000)}`.toUpperCase(), new Date(0));
      }
      return miner;
    });
    expect(miner.templatesOf('app')).toHaveLength(300);
    expect(kept).toBeLessThan(10);
  });
});
