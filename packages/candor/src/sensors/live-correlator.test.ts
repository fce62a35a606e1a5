import { describe, expect, it } from 'vitest';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { readSensorLine } from '../formats/sensor-events/read-sensor-events.js';
import { argvHash } from './argv-hash.js';
import { LiveCorrelator } from './live-correlator.js';

const t0 = Date.UTC(2026, 0, 5);
const awake = { kernelAwake: true, sensorAwake: true };

function exec(pid: number, ms: number, change: Partial<ExecEvent> = {}): ExecEvent {
  const blank = { uid: null, auid: null, exe: null, comm: null, tty: null, cwd: null, key: null, container: null };
  return {
    ...blank,
    source: 'audit',
    serial: null,
    at: new Date(t0 + ms),
    pid,
    ppid: 10,
    argv: ['id'],
    argvTruncated: false,
    success: true,
    exit: 0,
    line: 0,
    ...change,
  };
}

let seq = 0;
function told(correlator: LiveCorrelator, ms: number, more: object): number {
  seq += 1;
  const line = JSON.stringify({ v: 1, ts: new Date(t0 + ms).toISOString(), pid: 10, tid: 0, seq, ...more });
  const record = readSensorLine(line, 0);
  if (!record) throw new Error('no line of the sensor');
  correlator.takeInside(record);
  return seq;
}

function spawned(correlator: LiveCorrelator, pid: number, ms: number): number {
  const of = told(correlator, ms, { kind: 'spawn', file: 'id', argv: ['id'], argvHash: argvHash(['id']) });
  told(correlator, ms, { kind: 'spawn-result', of, childPid: pid, exitCode: null, error: null });
  return of;
}

const sides = (correlator: LiveCorrelator, ms: number, coverage = awake) =>
  correlator.settle(new Date(t0 + ms), [10], coverage).map((one) => `${one.side}${one.claim ? '!' : ''}`);

describe('LiveCorrelator', () => {
  it.each<[string, number, number]>([
    ['the kernel first', 500, 0],
    ['the process first', 0, 500],
  ])('tells a start once, as soon as both told it: %s', (_, insideMs, outsideMs) => {
    const live = new LiveCorrelator(true);
    spawned(live, 100, insideMs);
    live.takeOutside(exec(100, outsideMs));
    expect(sides(live, 600)).toEqual(['both']);
    expect(sides(live, 9000)).toEqual([]);
  });

  it('a start past the sensor is told within three seconds', () => {
    const live = new LiveCorrelator(true);
    live.takeOutside(exec(100, 0));
    expect(sides(live, 2600)).toEqual(['kernel-only!']);
  });

  it.each([
    ['the sensor is silent', { ...awake, sensorAwake: false }],
    ['the kernel lost records', { ...awake, kernelAwake: false }],
  ])('is no claim while %s', (_, coverage) => {
    const live = new LiveCorrelator(true);
    live.takeOutside(exec(100, 0));
    expect(sides(live, 2600, coverage)).toEqual(['kernel-only']);
  });

  it('what the kernel does not tell is told after twice the time', () => {
    const live = new LiveCorrelator(true);
    spawned(live, 100, 0);
    expect([sides(live, 4000), sides(live, 4600)]).toEqual([[], ['process-only!']]);
  });

  it('joins repeats that come in one line long after the first', () => {
    const live = new LiveCorrelator(true);
    const of = spawned(live, 100, 0);
    live.takeOutside(exec(100, 0));
    expect(sides(live, 5000)).toEqual(['both']);
    live.takeOutside(exec(101, 60_000));
    expect(sides(live, 60_500)).toEqual([]);
    const from = new Date(t0 + 59_900).toISOString();
    told(live, 60_900, { kind: 'aggregate', of, ofKind: 'spawn', count: 1, childPids: [101], from });
    expect(sides(live, 62_600)).toEqual(['both']);
  });

  it('children of what the sensor saw need no word of it, also in a later piece', () => {
    const live = new LiveCorrelator(true);
    spawned(live, 100, 0);
    live.takeOutside(exec(100, 0));
    expect(sides(live, 2600)).toEqual(['both']);
    live.takeOutside(exec(102, 3000, { ppid: 100 }));
    expect(sides(live, 5600)).toEqual(['both']);
  });

  it('gives up what is too much, and counts it', () => {
    const live = new LiveCorrelator(true);
    for (let pid = 0; pid < 20_005; pid += 1) live.takeOutside(exec(pid, 0));
    expect(live.overrun).toBe(5);
  });
});
