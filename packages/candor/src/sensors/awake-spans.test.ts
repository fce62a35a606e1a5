import { describe, expect, it } from 'vitest';
import { readSensorLine } from '../formats/sensor-events/read-sensor-events.js';
import { sensorSilences } from './awake-spans.js';

const start = Date.parse('2026-11-22T12:00:00Z');

/** Lines of one process: `[second, kind, heartbeat interval]`. */
function silencesOf(...lines: (readonly [number, string, number?])[]): number[] {
  const records = lines.flatMap(([second, kind, heartbeatMs], index) => {
    const ts = new Date(start + second * 1000).toISOString();
    const counters = { seen: 1, emitted: 1, aggregated: 0, dropped: 0 };
    const line = {
      v: 1,
      kind,
      ts,
      pid: 7,
      tid: 0,
      seq: index + 1,
      api: 'spawn',
      mode: 'observe',
      counters,
      heartbeatMs,
    };
    return readSensorLine(JSON.stringify(line), index + 1) ?? [];
  });
  return sensorSilences(records).map(({ fromMs, toMs }) => (toMs - fromMs) / 1000);
}

describe('sensorSilences', () => {
  it.each<[string, (readonly [number, string, number?])[], number[]]>([
    [
      'steady',
      [
        [0, 'state', 10_000],
        [10, 'heartbeat', 10_000],
        [20, 'heartbeat', 10_000],
      ],
      [],
    ],
    [
      'a pause of a minute',
      [
        [0, 'state', 10_000],
        [60, 'heartbeat', 10_000],
      ],
      [60],
    ],
    [
      'a log that begins before a heartbeat of a longer interval',
      [
        [0, 'spawn'],
        [59, 'heartbeat', 60_000],
        [119, 'heartbeat', 60_000],
      ],
      [],
    ],
    [
      'a log that begins before a heartbeat, after a pause',
      [
        [0, 'spawn'],
        [200, 'heartbeat', 60_000],
      ],
      [200],
    ],
    [
      'events between heartbeats are signs of life',
      [
        [0, 'state', 10_000],
        [12, 'spawn'],
        [24, 'heartbeat', 10_000],
      ],
      [],
    ],
  ])('%s', (_, lines, silences) => {
    expect(silencesOf(...lines)).toEqual(silences);
  });
});
