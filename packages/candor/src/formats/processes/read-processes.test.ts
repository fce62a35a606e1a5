import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProcessClock, ProcessRecord } from './process-record.js';
import { readProcesses } from './read-processes.js';
import { readCpuSeconds } from './start-time.js';

const clock: ProcessClock = { now: new Date('2025-12-13T08:38:10Z') };

function processes(text: string, at: ProcessClock = clock): ProcessRecord[] {
  const reading = readProcesses(text, at);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
}

describe('ps -eo and docker top -eo', () => {
  const rows = [
    '    PID    PPID USER                      STARTED %CPU   RSS COMMAND',
    ' 497100  497080 root     Fri Dec 12 15:51:18 2025  0.4 91234 node server.js  --x',
    ' 613214  497100 root     Sat Dec 13 08:20:01 2025  388 240012 /AfUxImqu -c /jnEe -B',
  ];

  it('reads start times, kibibytes and the command with its spaces', () => {
    expect(processes(rows.join('\n'))[0]).toMatchObject({
      pid: 497100,
      ppid: 497080,
      user: 'root',
      uid: 0,
      startedAt: new Date('2025-12-12T15:51:18Z'),
      startedAtPrecision: 'second',
      cpuPercent: 0.4,
      rssBytes: 91234 * 1024,
      args: 'node server.js  --x',
      argv: null,
      fields: ['pid', 'ppid', 'user', 'startedAt', 'cpuPercent', 'rssBytes', 'args'],
      line: 2,
    });
    expect(processes(rows.join('\n'))[1]).toMatchObject({ cpuPercent: 388, args: '/AfUxImqu -c /jnEe -B', line: 3 });
  });

  it('reads the same rows without a header', () => {
    expect(processes(rows.slice(1).join('\n')).map(({ pid, line }) => [pid, line])).toEqual([
      [497100, 1],
      [613214, 2],
    ]);
  });

  it('takes times in the zone of the host', () => {
    const [first] = processes(rows.join('\n'), { ...clock, timezone: 'Europe/Berlin' });
    expect(first?.startedAt).toEqual(new Date('2025-12-12T14:51:18Z'));
  });
});

describe('ps aux, ps -ef, docker top, busybox ps', () => {
  it('reads ps aux with its short start times', () => {
    const text = [
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND',
      'root           1  0.0  0.1 168140 11560 ?        Ss   Nov23   0:12 /sbin/init',
      'www-data     812  1.5  0.1  10000   500 ?        S    08:01   1:02 nginx: worker process',
      'www-data     813  1.5  0.1  10000   500 ?        S    23:59   1:02  \\_ nginx: worker process',
      'ops          814  0.0  0.1  10000   500 pts/0    S+    2024   0:00 tail -f x',
    ].join('\n');
    expect(
      processes(text).map((p) => [p.startedAt?.toISOString(), p.startedAtPrecision, p.cpuSeconds, p.args]),
    ).toEqual([
      ['2025-11-23T00:00:00.000Z', 'day', 12, '/sbin/init'],
      ['2025-12-13T08:01:00.000Z', 'minute', 62, 'nginx: worker process'],
      ['2025-12-12T23:59:00.000Z', 'minute', 62, 'nginx: worker process'],
      ['2024-01-01T00:00:00.000Z', 'year', 0, 'tail -f x'],
    ]);
  });

  it('reads docker top with its defaults', () => {
    const text = [
      'UID                 PID                 PPID                C                   STIME               TTY                 TIME                CMD',
      'root                497100              497080              0                   Dec12               ?                   00:00:09            next-server (v15.3.2)',
      '1000                613214              497100              99                  08:20               ?                   1-01:00:00            sh -c x',
    ].join('\n');
    expect(processes(text)).toMatchObject([
      { pid: 497100, user: 'root', uid: 0, cpuPercent: 0, cpuSeconds: 9, args: 'next-server (v15.3.2)' },
      { pid: 613214, user: null, uid: 1000, cpuSeconds: 90_000, startedAtPrecision: 'minute' },
    ]);
  });

  it('reads busybox ps', () => {
    expect(processes('PID   USER     TIME  COMMAND\n    1 root      3h12 node x')).toMatchObject([
      { pid: 1, user: 'root', cpuSeconds: 11_520, args: 'node x', fields: ['pid', 'user', 'cpuSeconds', 'args'] },
    ]);
  });
});

describe('NDJSON', () => {
  it('keeps the exact arguments', () => {
    const text =
      '{"pid":7,"ppid":1,"uid":0,"startedAt":"2025-12-13T08:20:01Z","cpuPercent":388.1,"rssBytes":1024,"exe":"/AfUxImqu","exeDeleted":true,"argv":["/AfUxImqu","-c","/jn Ee"],"cgroup":"/docker/ac","containerId":"ac","mountNs":4026532201,"capEff":"00000000a80425fb","noNewPrivs":0,"seccomp":2}';
    expect(processes(text)).toMatchObject([
      {
        argv: ['/AfUxImqu', '-c', '/jn Ee'],
        args: '/AfUxImqu -c /jn Ee',
        exeDeleted: true,
        noNewPrivs: false,
        mountNs: '4026532201',
        seccomp: 2,
      },
    ]);
  });

  it('warns about a bad line and keeps the rest', () => {
    const reading = readProcesses('{"pid":1,"argv":["init"]}\n{"pid":\n{"ppid":2}\n', clock);
    expect(reading).toMatchObject({ ok: true, value: [{ pid: 1 }], warnings: [{ line: 2 }, { line: 3 }] });
  });
});

describe('any text', () => {
  it.each(['hello world', 'PIDS COMMANDS\n1 x', '[]', '{'])('refuses %j', (text) => {
    expect(readProcesses(text, clock)).toMatchObject({ ok: false, line: 1 });
  });

  it.each([
    ['12:34', 754],
    ['x', null],
    ['', null],
    ['1:2', null],
  ])('reads the CPU time %j as %j', (text, seconds) => {
    expect(readCpuSeconds(text)).toBe(seconds);
  });

  it('never throws', () => {
    const word = fc.constantFrom(
      'PID',
      'USER',
      'START',
      'STARTED',
      'COMMAND',
      '1',
      'Fri',
      'Dec',
      '99',
      '25:61',
      '\n',
      '{"pid":1',
      '}',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (text) => {
          readProcesses(text, clock);
        },
      ),
    );
  });

  it('takes linear time for one hostile line', () => {
    const started = performance.now();
    readProcesses(`PID COMMAND\n1 ${'| '.repeat(400_000)}\\_ x`, clock);
    readProcesses(`${' '.repeat(900_000)}1`, clock);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
