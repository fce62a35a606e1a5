import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parsed } from '../../core/parsed.js';
import { readFalco } from '../falco/read-falco.js';
import { readSensorEvents } from '../sensor-events/read-sensor-events.js';
import { readTetragon } from '../tetragon/read-tetragon.js';
import { MAX_WARNINGS } from '../text/limits.js';

const sensorLine = { v: 1, ts: '2026-01-05T00:00:00.000Z', pid: 1, tid: 0, seq: 1 };

/** Each reader with an object that it takes, so that changes of it reach deep. */
const readers: readonly (readonly [string, (text: string) => Parsed<unknown>, object])[] = [
  [
    'falco',
    readFalco,
    {
      time: '2026-01-05T00:00:00.1Z',
      rule: 'r',
      output_fields: { 'evt.type': 'execve', 'proc.cmdline': 'sh -c id', 'proc.pid': 5 },
    },
  ],
  [
    'tetragon',
    readTetragon,
    {
      process_exec: {
        process: { pid: 5, binary: '/bin/sh', arguments: '-c id', start_time: '2026-01-05T00:00:00.1Z' },
      },
      process_exit: { process: { exec_id: 'x' }, status: 1, time: '2026-01-05T00:00:00.1Z' },
    },
  ],
  ['sensor', readSensorEvents, { ...sensorLine, kind: 'spawn', argv: ['id'], argvHash: 1, request: { method: 'GET' } }],
  ['sensor status', readSensorEvents, { ...sensorLine, kind: 'heartbeat', counters: { seen: 1 }, output: { lost: 0 } }],
];

/** The object with one member, at any depth, replaced by anything. */
function mutated(sample: object): fc.Arbitrary<string> {
  const paths = pathsOf(sample, []);
  return fc.tuple(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fc.constant(undefined))).map(([path, value]) => {
    const copy = structuredClone(sample);
    let at = copy as Record<string, unknown>; // a plain tree of this file
    for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
    at[path.at(-1) ?? ''] = value;
    return JSON.stringify(copy);
  });
}

function pathsOf(value: object, before: readonly string[]): string[][] {
  return Object.entries(value).flatMap(([key, child]) => {
    const path = [...before, key];
    return typeof child === 'object' && child !== null && !Array.isArray(child)
      ? [path, ...pathsOf(child, path)]
      : [path];
  });
}

describe.each(readers)('%s', (_, read, sample) => {
  it('takes its sample', () => {
    expect(read(JSON.stringify(sample)).ok).toBe(true);
  });

  it('never throws, whatever stands in the lines', () => {
    const line = fc.oneof(mutated(sample), fc.json(), fc.string(), fc.constant('candor-sensor {"v":1'));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const reading = read(lines.join('\n'));
        if (reading.ok) expect(reading.warnings.length).toBeLessThanOrEqual(MAX_WARNINGS + 1);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, string]>([
    ['deep nesting', `${'['.repeat(200_000)}`],
    ['a line of three megabytes', `{"time":"${'9'.repeat(3_000_000)}"}`],
    ['many quotes', `{"output_fields":{"proc.cmdline":"${'\\"a '.repeat(50_000)}"}}`],
    ['a million empty lines', '\n'.repeat(1_000_000)],
    ['a hundred thousand lines of others', 'x {\n'.repeat(100_000)],
    ['prototype members', '{"__proto__":{"v":1},"constructor":{"prototype":1},"kind":"__proto__"}'],
    ['a pid beyond numbers', '{"v":1,"ts":"2026-01-05T00:00:00Z","kind":"spawn","pid":1e400,"tid":0,"seq":-1}'],
  ])('survives %s', (_name, text) => {
    expect(typeof read(text).ok).toBe('boolean');
  });

  it('takes time in proportion to the text', () => {
    const text = `${JSON.stringify(sample)}\n`;
    const best = (lines: number) => {
      const long = text.repeat(lines);
      const times = [1, 2, 3].map(() => {
        const began = performance.now();
        read(long);
        return performance.now() - began;
      });
      return Math.min(...times);
    };
    // Ten times the text in at most forty times the time, the best of three: a quadratic reader would need a hundred.
    expect(best(20_000)).toBeLessThan(40 * Math.max(best(2000), 2));
  });
});
