import { describe, expect, it } from 'vitest';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { readSensorEvents } from '../formats/sensor-events/read-sensor-events.js';
import { argvHash } from './argv-hash.js';
import { type Correlated, type CorrelateInput, correlate } from './correlate.js';
import { type InsideStart, insideStarts } from './inside-starts.js';

const t0 = Date.UTC(2026, 0, 5);
const green = { green: [{ fromMs: t0 - 60_000, toMs: t0 + 3_600_000 }], lost: 0 };
const awake = { inside: green, outside: green };

function start(change: Partial<InsideStart> = {}): InsideStart {
  return {
    id: '10:0:1',
    parentPid: 10,
    childPid: 100,
    fromMs: t0,
    toMs: t0,
    argvHash: argvHash(['sh', '-c', 'id']),
    file: 'sh',
    argv: ['sh', '-c', 'id'],
    line: 1,
    ...change,
  };
}

function exec(change: Partial<ExecEvent> = {}): ExecEvent {
  return {
    source: 'audit',
    serial: '1',
    at: new Date(t0 + 3),
    pid: 100,
    ppid: 10,
    uid: 1000,
    auid: null,
    exe: '/bin/sh',
    comm: 'sh',
    tty: null,
    cwd: '/',
    argv: ['sh', '-c', 'id'],
    argvTruncated: false,
    success: true,
    exit: 0,
    key: null,
    container: null,
    line: 1,
    ...change,
  };
}

function sides(input: Omit<CorrelateInput, 'coverage'> & Partial<Pick<CorrelateInput, 'coverage'>>): string[] {
  return correlate({ coverage: awake, ...input }).map((one: Correlated) => `${one.side}${one.claim ? '!' : ''}`);
}

describe('correlate', () => {
  it.each<[string, readonly InsideStart[], readonly ExecEvent[], string[]]>([
    ['the same start', [start()], [exec()], ['both']],
    ['a script: its interpreter changes the arguments', [start()], [exec({ argv: ['/bin/sh', '/x'] })], ['both']],
    ['nothing from the sensor', [], [exec()], ['kernel-only!']],
    ['nothing from the kernel', [start()], [], ['process-only!']],
    [
      'a pid used again an hour later',
      [start()],
      [exec({ at: new Date(t0 + 3_000_000) })],
      ['kernel-only!', 'process-only!'],
    ],
    ['no result kept, the arguments tell', [start({ childPid: null })], [exec()], ['both']],
    [
      'no result kept, another parent',
      [start({ childPid: null })],
      [exec({ ppid: 11 })],
      ['kernel-only!', 'process-only!'],
    ],
    ['another pid with equal arguments', [start()], [exec({ pid: 101 })], ['kernel-only!', 'process-only!']],
    [
      'a shell goes on as another program',
      [start()],
      [exec(), exec({ at: new Date(t0 + 9), argv: ['id'] })],
      ['both', 'both'],
    ],
    [
      'a child of that shell',
      [start()],
      [exec(), exec({ at: new Date(t0 + 9), pid: 102, ppid: 100, argv: ['id'] })],
      ['both', 'both'],
    ],
    ['the kernel refused', [], [exec({ success: false })], []],
  ])('%s', (_, inside, outside, expected) => {
    expect(sides({ inside, outside })).toEqual(expected);
  });

  it.each<[string, CorrelateInput['coverage']]>([
    ['the sensor lost lines', { inside: { ...green, lost: 1 }, outside: green }],
    ['the kernel lost records', { inside: green, outside: { ...green, lost: 3 } }],
    ['no heartbeat of the sensor', { inside: { green: [], lost: 0 }, outside: green }],
    [
      'audit off at the time',
      { inside: green, outside: { green: [{ fromMs: t0 + 60_000, toMs: t0 + 90_000 }], lost: 0 } },
    ],
  ])('silence is no claim: %s', (_, coverage) => {
    expect(sides({ inside: [], outside: [exec()], coverage })).toEqual(['kernel-only']);
    expect(sides({ inside: [start()], outside: [], coverage })).toEqual(['process-only']);
  });

  it('joins a container, whose pids differ, by arguments and time', () => {
    const inside = [start({ childPid: 7, parentPid: 1 })];
    expect(sides({ inside, outside: [exec({ pid: 40_007, ppid: 40_001 })], samePids: false })).toEqual(['both']);
    expect(sides({ inside, outside: [exec({ argv: ['id'] })], samePids: false })).toEqual([
      'kernel-only!',
      'process-only!',
    ]);
  });

  it('names a watched parent', () => {
    const [found] = correlate({ inside: [], outside: [exec()], coverage: awake, watchedPids: [10] });
    expect(found?.reason).toMatch(/^a watched process started it past its sensor/);
  });

  it('joins at least 99.9 % of 10,000 starts with jitter and reused pids', () => {
    let seed = 7;
    const random = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed / 2 ** 32;
    };
    const inside: InsideStart[] = [];
    const outside: ExecEvent[] = [];
    for (let index = 0; index < 10_000; index += 1) {
      const argv = ['ffprobe', `/media/${index % 50}.mp4`];
      const childPid = 1000 + (index % 3000);
      const at = t0 + index * 2;
      inside.push(start({ id: `10:0:${index}`, childPid, fromMs: at, toMs: at, argvHash: argvHash(argv) }));
      outside.push(exec({ pid: childPid, argv, at: new Date(at + Math.floor(random() * 1500) - 200), line: index }));
    }
    const found = correlate({ inside, outside, coverage: awake });
    expect(found.filter((one) => one.side === 'both').length).toBeGreaterThanOrEqual(9990);
    const wrong = found.filter((one) => one.inside && one.outside && one.inside.id !== `10:0:${one.outside.line}`);
    expect(wrong.length).toBeLessThanOrEqual(10);
    const byHash = correlate({ inside, outside, coverage: awake, samePids: false });
    expect(byHash.filter((one) => one.side === 'both').length).toBeGreaterThanOrEqual(9990);
  });
});

describe('insideStarts', () => {
  const line = (more: object) => JSON.stringify({ v: 1, ts: '2026-01-05T00:00:00.000Z', pid: 10, tid: 0, ...more });

  it('keeps what was started and gives repeats their own pids', () => {
    const text = [
      line({ kind: 'spawn', seq: 1, file: 'sh', argv: ['sh', '-c', 'id'], argvHash: 1 }),
      line({ kind: 'spawn-result', seq: 2, of: 1, childPid: 100, exitCode: null, error: null }),
      line({ kind: 'spawn', seq: 3, file: 'nope', argv: ['nope'], argvHash: 2 }),
      line({ kind: 'spawn-result', seq: 4, of: 3, childPid: 0, exitCode: null, error: 'ENOENT' }),
      line({ kind: 'spawn', seq: 5, file: 'sh', argv: ['sh'], argvHash: 3, blocked: true }),
      line({ kind: 'aggregate', seq: 6, of: 1, ofKind: 'spawn', count: 2, childPids: [101, 102] }),
    ].join('\n');
    const read = readSensorEvents(text);
    expect(read.ok && insideStarts(read.value.records).map((one) => one.childPid)).toEqual([100, 101, 102]);
  });

  it('hashes as the sensor does', () => {
    expect(argvHash(['/bin/echo', 'hi'])).toBe(2247951940);
    expect(argvHash(['sh', '-c', 'exit 3'])).toBe(729747233);
  });
});
