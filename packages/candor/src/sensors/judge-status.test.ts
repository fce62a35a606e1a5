import { describe, expect, it } from 'vitest';
import { readSensorEvents } from '../formats/sensor-events/read-sensor-events.js';
import { judgeStatus } from './judge-status.js';

const startMs = Date.UTC(2026, 0, 5);
const now = new Date(startMs + 60_000);

function beat(sec: number, change: Record<string, unknown> = {}) {
  return {
    v: 1,
    kind: 'heartbeat',
    ts: new Date(startMs + sec * 1000).toISOString(),
    pid: 10,
    tid: 0,
    seq: sec / 10 + 1,
    mode: 'observe',
    heartbeatMs: 10_000,
    counters: { seen: 3, emitted: 1, aggregated: 2, dropped: 0 },
    output: { lost: 0 },
    degraded: [],
    tampered: [],
    ...change,
  };
}

const judge = (lines: readonly object[], pid: number | null = null) => {
  const reading = readSensorEvents(lines.map((line) => JSON.stringify(line)).join('\n'));
  return judgeStatus(reading.ok ? reading.value.records : [], now, pid);
};

describe('a sensor is well', () => {
  it.each<[string, object[]]>([
    ['that spoke just now', [beat(40), beat(50)]],
    ['at the edge of two heartbeats', [beat(40)]],
    ['that is degraded, and says so', [beat(50, { degraded: ['network: process.binding'] })]],
    ['beside a worker that ended with a word', [beat(50), beat(50, { tid: 1, kind: 'state', change: 'exit' })]],
    ['beside a child that is gone since a minute', [beat(10, { pid: 11 }), beat(50)]],
  ])('%s', (_, lines) => {
    expect(judge(lines)).toMatchObject({ well: true, wrong: [] });
  });

  it('by its own lines, whatever another process says', () => {
    const lines = [beat(50), beat(50, { pid: 11, mode: 'off' })];
    expect(judge(lines, 10).well).toBe(true);
    expect(judge(lines, 11).wrong).toEqual(['it is switched off']);
  });
});

describe('a sensor is not well', () => {
  it.each<[string, object[], RegExp]>([
    ['that was not heard', [], /no heartbeat/],
    ['that is late', [beat(30)], /last heard 30 s ago/],
    ['that ended', [beat(50, { kind: 'state', change: 'exit' })], /it ended/],
    ['that is off', [beat(50, { mode: 'off' })], /switched off/],
    ['that lost a hook', [beat(50, { tampered: ['spawn'] })], /^hooks were overwritten: spawn$/],
    ['whose worker is silent', [beat(30, { tid: 2 }), beat(50)], /pid 10, thread 2 was last heard 30 s ago/],
    ['that dropped calls', [beat(50, { counters: { seen: 3, emitted: 1, aggregated: 0, dropped: 2 } })], /2 calls/],
    [
      'whose counters do not add up',
      [beat(50, { counters: { seen: 3, emitted: 1, aggregated: 0, dropped: 0 } })],
      /add up/,
    ],
    ['that lost lines', [beat(50, { output: { lost: 5 } })], /5 lines could not be written/],
    ['with a gap', [beat(40), beat(50, { seq: 9 })], /3 lines are missing/],
  ])('%s', (_, lines, why) => {
    const { well, wrong } = judge(lines);
    expect([well, wrong[0]]).toEqual([false, expect.stringMatching(why)]);
  });
});
