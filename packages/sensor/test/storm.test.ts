import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES, ofKind, runNode } from './run-node.js';

interface Storm {
  readonly failed: number;
  readonly rangeErrors: number;
  readonly odd: number;
  readonly state: { counters: Record<string, number>; output: Record<string, number> };
}

const script = join(FIXTURES, 'storm.cjs');
const storm = async (preload: boolean) => {
  const run = await runNode(script, { args: ['2500'], preload });
  return { run, result: JSON.parse(run.stdout) as Storm };
};

describe('a storm of attempts', () => {
  it('is counted exactly, its first event whole, and adds no more than one RangeError at the end of the stack', async () => {
    const plain = await storm(false);
    const { run, result } = await storm(true);
    const { seen, emitted, aggregated, dropped } = result.state.counters;
    expect(result.failed).toBe(2500);
    expect(result.odd).toBe(0);
    expect(result.rangeErrors).toBeLessThanOrEqual(plain.result.rangeErrors + 1);
    expect(seen).toBe((emitted ?? 0) + (aggregated ?? 0) + (dropped ?? 0));
    expect(ofKind(run, 'spawn')[0]).toMatchObject({
      file: '/nowhere/candor',
      argv: ['/nowhere/candor', 'x'],
      provenance: 'app',
    });
  });

  it('loses no count on the way out: aggregates add up to the counter', async () => {
    const { run, result } = await storm(true);
    const sum = ofKind(run, 'aggregate').reduce((total, line) => total + Number(line.count), 0);
    expect(sum).toBe(result.state.counters.aggregated);
    expect(ofKind(run, 'aggregate').every((line) => Number(line.count) > 0)).toBe(true);
  });

  it('gives no event for the live-binding wrapper of the field, which starts nothing, and one for a wrapper that starts', async () => {
    const live = `const cp = require('child_process'); const saved = { get exec() { return cp.execSync; } };
      cp.execSync = (...args) => saved.exec(...args);
      try { cp.execSync('true field'); } catch (error) { console.log(error.name); }`;
    const once = `const cp = require('child_process'); const saved = cp.execSync; let depth = 0;
      cp.execSync = (...args) => depth++ < 5000 ? cp.execSync(...args) : saved(...args);
      cp.execSync('true field');`;
    const first = await runNode(live);
    expect(first.stdout).toBe('RangeError\n');
    expect(ofKind(first, 'spawn')).toEqual([]);
    expect(ofKind(await runNode(once), 'spawn')).toHaveLength(1);
  });
});
