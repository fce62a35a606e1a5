import { describe, expect, it } from 'vitest';
import { refTo } from '../../core/evidence.js';
import { readFalco } from '../../formats/falco/read-falco.js';
import { readSensorEvents } from '../../formats/sensor-events/read-sensor-events.js';
import { readTetragon } from '../../formats/tetragon/read-tetragon.js';
import { callsOfSensor, commandLine, evaluationsOfSensor } from './read-sensor-calls.js';

const ref = refTo({ id: 'sensor.events', subject: 'container:app' } as Parameters<typeof refTo>[0]);
const base = { v: 1, ts: '2026-01-05T00:00:00.000Z', pid: 10, tid: 0 };
const request = { method: 'POST', path: '/', client: null, nextAction: true };

function lines(...objects: object[]) {
  const text = objects.map(
    (one, index) => `2026-01-05T00:00:00Z candor-sensor ${JSON.stringify({ ...base, seq: index + 1, ...one })}`,
  );
  const reading = readSensorEvents(['hello', ...text].join('\n'));
  if (!reading.ok) throw new Error(reading.reason);
  return { ...reading.value, subject: 'container:app', ref };
}

describe('callsOfSensor', () => {
  it.each<[string, string, object[], string, string]>([
    [
      'evaluated code whose child ran',
      'eval',
      [{ kind: 'spawn-result', of: 1, childPid: 77, exitCode: null, error: null }],
      'evaluated',
      'yes',
    ],
    [
      'synthetic, nothing found',
      'synthetic',
      [{ kind: 'spawn-result', of: 1, childPid: 0, exitCode: null, error: 'ENOENT' }],
      'evaluated',
      'no',
    ],
    ['the app, no result kept', 'app', [], 'app', 'unknown'],
    ['a dependency', 'dep:sharp', [], 'app', 'unknown'],
    ['no frame', 'orphan', [], 'evaluated', 'unknown'],
  ])('%s', (_, provenance, more, origin, executed) => {
    const [call] = callsOfSensor(lines({ kind: 'spawn', provenance, argv: ['/bin/sh', '-c', 'id; ls'] }, ...more));
    expect([call?.command, call?.origin, call?.executed]).toEqual(['id; ls', origin, executed]);
  });

  it('a refused launch did not run', () => {
    expect(callsOfSensor(lines({ kind: 'spawn', provenance: 'eval', argv: ['id'], blocked: true }))[0]?.executed).toBe(
      'no',
    );
  });
});

describe('evaluationsOfSensor', () => {
  it.each<[string, object, number]>([
    ['critical in a request', { severity: 'critical', request }, 1],
    ['critical outside of one', { severity: 'critical', request: null }, 0],
    ['high in a request', { severity: 'high', request }, 0],
    [
      'a launch whose command tells enough',
      { kind: 'spawn', provenance: 'eval', argv: ['sh', '-c', 'curl x | sh'], severity: 'critical', request },
      0,
    ],
    [
      'a launch whose command tells nothing',
      { kind: 'spawn', provenance: 'eval', argv: ['/srv/x'], severity: 'critical', request },
      1,
    ],
    [
      'a connection',
      { kind: 'connect', provenance: 'orphan', peer: '198.51.100.7:3333', severity: 'critical', request },
      1,
    ],
  ])('%s', (_, change, expected) => {
    expect(evaluationsOfSensor(lines({ kind: 'codegen', api: 'Function', key: 'k', ...change })).length).toBe(expected);
  });
});

describe('the ledger', () => {
  it('finds missing lines, and none where all are there', () => {
    const counters = { seen: 2, emitted: 1, aggregated: 1, dropped: 0 };
    expect(lines({ kind: 'self-test' }, { kind: 'heartbeat', counters }).ledger).toMatchObject({
      missing: 0,
      whole: true,
      seen: 2,
    });
    expect(lines({ kind: 'self-test' }, { kind: 'heartbeat', counters, seq: 5 }).ledger).toMatchObject({
      missing: 3,
      whole: false,
    });
  });
});

describe('falco and tetragon', () => {
  it('give the same shape', () => {
    const falco = readFalco(
      JSON.stringify({
        time: '2026-01-05T00:00:00.123456789Z',
        rule: 'Shell',
        output_fields: { 'evt.type': 'execve', 'proc.cmdline': 'sh -c id', 'proc.pid': 5, 'container.id': 'host' },
      }),
    );
    const tetragon = readTetragon(
      JSON.stringify({
        process_exec: {
          process: { pid: 5, binary: '/bin/sh', arguments: '-c "id -u"', start_time: '2026-01-05T00:00:00.1Z' },
          parent: { pid: 1 },
        },
      }),
    );
    expect(falco.ok && falco.value.map((one) => [one.pid, one.argv, one.container])).toEqual([
      [5, ['sh', '-c', 'id'], null],
    ]);
    expect(tetragon.ok && tetragon.value.execs.map((one) => [one.ppid, one.argv])).toEqual([
      [1, ['/bin/sh', '-c', 'id -u']],
    ]);
    expect([readFalco('nonsense').ok, readTetragon('nonsense').ok]).toEqual([false, false]);
  });
});

it('commandLine quotes what needs it', () => {
  expect(commandLine(['a', "it's", ''])).toBe("a 'it'\\''s' ''");
});

describe('what is known of evaluated code', () => {
  it('tells the request, the place and the peer', () => {
    const site = '/app/.next/server/chunks/x.js:1:6604';
    const [code] = evaluationsOfSensor(
      lines({ kind: 'codegen', api: 'Function', key: 'k', provenance: 'app', site, severity: 'critical', request }),
    );
    expect(code?.deed).toEqual({ kind: 'codegen', request: 'POST /', site, provenance: 'app', peer: null });
    const [talk] = evaluationsOfSensor(
      lines({
        kind: 'connect',
        key: 'k',
        provenance: 'orphan',
        site: '',
        peer: '[2001:db8::1]:443',
        severity: 'critical',
        request,
      }),
    );
    expect(talk?.deed).toMatchObject({ kind: 'connect', site: null, peer: '[2001:db8::1]:443' });
    expect(talk?.frame).toContain('an unknown place');
  });
});
