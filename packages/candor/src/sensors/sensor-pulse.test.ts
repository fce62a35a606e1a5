import { describe, expect, it } from 'vitest';
import { readSensorLine } from '../formats/sensor-events/read-sensor-events.js';
import { SensorPulse } from './sensor-pulse.js';

const counters = { seen: 1, emitted: 1, aggregated: 0, dropped: 0 };
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5) + seconds * 1000);

function record(seq: number, more: object = {}) {
  const base = { v: 1, ts: at(0).toISOString(), pid: 10, tid: 0, seq, kind: 'heartbeat', mode: 'observe' };
  const line = readSensorLine(
    JSON.stringify({ ...base, heartbeatMs: 10_000, counters, output: { lost: 0 }, ...more }),
    0,
  );
  if (!line) throw new Error('no line of the sensor');
  return line;
}

const kinds = (alarms: readonly { readonly kind: string }[]) => alarms.map((alarm) => alarm.kind);

describe('SensorPulse', () => {
  it('notices silence within fifteen seconds of the last heartbeat, once, and its end', () => {
    const pulse = new SensorPulse();
    pulse.take(record(1), at(0));
    expect([pulse.late(at(12)), pulse.isWhole]).toEqual([[], true]);
    expect(kinds(pulse.late(at(13.5)))).toEqual(['silent']);
    expect([pulse.late(at(20)), pulse.isWhole]).toEqual([[], false]);
    expect(kinds(pulse.take(record(2), at(30)))).toEqual(['speaks-again']);
    expect(pulse.isWhole).toBe(true);
  });

  it.each<[string, object, string[]]>([
    ['nothing new', {}, []],
    ['a hook is lost', { tampered: ['spawn'] }, ['tampered']],
    ['switched off', { mode: 'off' }, ['switched-off']],
    ['the socket is deleted', { kind: 'state', change: 'socket-deleted' }, ['socket-deleted']],
    ['a last word', { kind: 'state', change: 'exit' }, ['ended']],
    ['lines are missing', { seq: 5 }, ['lost-lines']],
  ])('%s', (_, more, expected) => {
    const pulse = new SensorPulse();
    pulse.take(record(1), at(0));
    expect(kinds(pulse.take(record(2, more), at(10)))).toEqual(expected);
  });

  it('tells the same tampering once', () => {
    const pulse = new SensorPulse();
    pulse.take(record(1, { tampered: ['spawn'] }), at(0));
    expect(pulse.take(record(2, { tampered: ['spawn'] }), at(10))).toEqual([]);
    expect(pulse.isWhole).toBe(false);
  });

  it('a process that ended owes nothing', () => {
    const pulse = new SensorPulse();
    pulse.take(record(1), at(0));
    pulse.take(record(2, { kind: 'state', change: 'exit' }), at(5));
    expect([pulse.late(at(60)), pulse.pids]).toEqual([[], []]);
  });

  it('is not whole without anybody, nor after a loss', () => {
    const pulse = new SensorPulse();
    expect(pulse.isWhole).toBe(false);
    pulse.take(record(1, { output: { lost: 1 } }), at(0));
    expect(pulse.isWhole).toBe(false);
  });
});
