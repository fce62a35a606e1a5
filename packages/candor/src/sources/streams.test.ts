import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { chooseSources, type SourceFound } from './choose-source.js';
import { dockerEventsSource, dockerExec } from './docker-events.js';
import { liveSources } from './index.js';
import { falcoSource, tetragonSource } from './json-lines.js';
import type { LiveSource, SourcePlaces } from './live-source.js';
import { procSweepSource } from './proc-sweep.js';
import { ProcessTable } from './process-table.js';
import { listenForSensors } from './sensor-socket.js';
import { traceStart } from './tracefs.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-streams-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function places(change: Partial<SourcePlaces>): SourcePlaces {
  return {
    auditLog: '/nonexistent',
    auditSocket: '/nonexistent',
    tracefs: '/nonexistent',
    proc: '/proc',
    dockerSocket: null,
    falco: null,
    tetragon: null,
    run: async () => null,
    now: () => new Date(0),
    sleep: () => turn(),
    ...change,
  };
}

/** Runs a source until it has told so many starts. */
async function starts(source: LiveSource, where: SourcePlaces, count: number, begun: () => void = () => undefined) {
  const execs: ExecEvent[] = [];
  const end = new AbortController();
  const exec = (event: ExecEvent) => {
    execs.push(event);
    if (execs.length >= count) end.abort();
  };
  const running = source.run(where, { exec, lost: () => undefined, alive: () => undefined }, end.signal);
  await turn();
  begun();
  return { why: await running, execs };
}

const alert = (pid: number) =>
  `${JSON.stringify({ time: '2026-01-05T00:00:00Z', rule: 'r', output_fields: { 'evt.type': 'execve', 'proc.cmdline': 'id', 'proc.pid': pid } })}\n`;
const exported = `${JSON.stringify({ process_exec: { process: { pid: 7, binary: '/bin/id', start_time: '2026-01-05T00:00:00Z' } } })}\n`;

describe('JSON sources', () => {
  it('follow a file', async () => {
    const path = join(folder, 'falco.json');
    writeFileSync(path, alert(1));
    const end = new AbortController();
    const pids: (number | null)[] = [];
    let looks = 0;
    const sleep = async () => {
      looks += 1;
      if (looks === 1) appendFileSync(path, alert(2));
      else end.abort();
    };
    const sink = { exec: (exec: ExecEvent) => pids.push(exec.pid), lost: () => undefined, alive: () => undefined };
    expect(await falcoSource.run(places({ falco: path, sleep }), sink, end.signal)).toBe('asked to end');
    expect(pids).toEqual([2]);
  });

  it('read a named pipe, whose writer may come and go', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const result = await starts(tetragonSource, places({ tetragon: path }), 2, () => {
      // Another process writes: opening a pipe for writing waits for its reader, which lives in this one.
      const copy = join(folder, 'copy');
      writeFileSync(copy, `${exported}no JSON\n`);
      spawn('sh', ['-c', 'cat "$0" > "$1"; cat "$0" > "$1"', copy, path], { stdio: 'ignore' });
    });
    expect(result).toMatchObject({ why: 'asked to end', execs: [{ pid: 7 }, { pid: 7 }] });
  });

  it.each([falcoSource, tetragonSource])(
    '$name says that no file was named, and what cannot be read',
    async (source) => {
      expect(await source.probe(places({}))).toMatchObject({
        works: false,
        why: expect.stringMatching(/^no file was named/),
      });
      expect((await source.probe(places({ falco: join(folder, 'none'), tetragon: join(folder, 'none') }))).works).toBe(
        false,
      );
      const sink = { exec: () => undefined, lost: () => undefined, alive: () => undefined };
      const away = places({ falco: join(folder, 'none'), tetragon: join(folder, 'none') });
      expect(await source.run(away, sink, new AbortController().signal)).toMatch(/ENOENT/);
    },
  );
});

describe('Docker events', () => {
  const event = (action: string) => ({
    Type: 'container',
    Action: action,
    Actor: { ID: 'c'.repeat(64), Attributes: { execID: 'e1', name: 'app' } },
    timeNano: 1_767_571_200_123_000_000,
  });

  it('come from one read-only GET', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url?.split('?')[0]}`);
      const line = JSON.stringify(event('exec_start: sh -c id'));
      response.write(line.slice(0, 20));
      response.write(`${line.slice(20)}\n${line}\n`);
    });
    const path = join(folder, 'docker.sock');
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const { execs, why } = await starts(dockerEventsSource, places({ dockerSocket: path }), 2);
    server.closeAllConnections();
    server.close();
    expect([asked, why]).toEqual([['GET /events'], 'asked to end']);
    expect(execs[0]).toMatchObject({
      argv: ['sh', '-c', 'id'],
      container: 'c'.repeat(64),
      pid: null,
      argvTruncated: true,
    });
  });

  it.each<[string, string, boolean]>([
    ['another event', JSON.stringify(event('die')), false],
    ['no JSON', 'x', false],
    ['no time', JSON.stringify({ ...event('exec_start: id'), timeNano: 'soon' }), false],
    ['a start', JSON.stringify(event('exec_start: id')), true],
  ])('%s', (_, line, isStart) => {
    expect(dockerExec(line) !== null).toBe(isStart);
  });

  it('say when there is no engine', async () => {
    expect((await starts(dockerEventsSource, places({ dockerSocket: join(folder, 'none') }), 1)).why).toMatch(/ENOENT/);
  });
});

describe('traceStart', () => {
  it.each<[string, string, object | null]>([
    [
      'a start',
      '            sh-99      [001] .....   123.456: sched_process_exec: filename=/bin/id pid=99 old_pid=99',
      { pid: 99, file: '/bin/id' },
    ],
    [
      'a file that plays a pid',
      'x-1 [0] ..... 1.0: sched_process_exec: filename=/tmp/a pid=1 old_pid=1 pid=7 old_pid=7',
      { pid: 7, file: '/tmp/a pid=1 old_pid=1' },
    ],
    ['another event', 'x-1 [0] ..... 1.0: sched_switch: prev_comm=x', null],
    ['a loss', 'CPU:0 [LOST 12 EVENTS]', null],
    ['nothing', '', null],
  ])('%s', (_, line, expected) => {
    expect(traceStart(line)).toEqual(expected);
  });
});

describe('the process table', () => {
  const blank = { uid: null, auid: null, comm: null, tty: null, cwd: null, key: null, container: null };
  const exec = (change: Partial<ExecEvent>): ExecEvent => ({
    ...blank,
    source: 'audit',
    serial: null,
    at: new Date(0),
    pid: 4_000_001,
    ppid: process.pid,
    exe: '/bin/id',
    argv: ['id'],
    argvTruncated: false,
    success: true,
    exit: 0,
    line: 1,
    ...change,
  });

  it('knows Node above a program that has ended, by its executable', async () => {
    const table = new ProcessTable('/proc');
    const first = await table.enrich(exec({}));
    expect([first.nodePid, first.parents[0]?.pid, first.exeDeleted]).toEqual([process.pid, process.pid, null]);
    const second = await table.enrich(exec({ pid: 4_000_002, ppid: 4_000_001 }));
    expect(second.parents.slice(0, 2).map(({ pid }) => pid)).toEqual([4_000_001, process.pid]);
  });

  it('knows nothing of a stranger, and does not fail', async () => {
    expect(await new ProcessTable('/proc').enrich(exec({ pid: null, ppid: 4_000_009 }))).toMatchObject({
      nodePid: null,
      parents: [],
    });
  });

  it('finds the pid of this host by what the process counts itself', async () => {
    const table = new ProcessTable('/proc');
    await table.load();
    expect(await table.hostPidsOf(process.pid)).toContain(process.pid);
    expect(await table.hostPidsOf(4_000_009)).toEqual([]);
  });
});

describe('the socket for sensors', () => {
  it('takes lines of several processes, and goes away', async () => {
    const path = join(folder, 'sensor.sock');
    const end = new AbortController();
    const heard: number[] = [];
    const line = (pid: number) =>
      `${JSON.stringify({ v: 1, ts: '2026-01-05T00:00:00Z', pid, tid: 0, seq: 1, kind: 'self-test' })}\n`;
    const { ended } = await listenForSensors(
      {
        path,
        onLost: () => undefined,
        onRecord: (record) => {
          heard.push(record.pid);
          if (heard.length === 2) end.abort();
        },
      },
      end.signal,
    );
    for (const pid of [1, 2])
      connect(path)
        .on('error', () => undefined)
        .end(`hello\n${line(pid)}`);
    await ended;
    expect(heard.sort()).toEqual([1, 2]);
    expect(existsSync(path)).toBe(false);
  });
});

describe('chooseSources', () => {
  const found = (works: readonly string[]): SourceFound[] =>
    liveSources.map((source) => ({ source, works: works.includes(source.name), why: '' }));
  it.each<[string, string[], 'tracefs' | 'falco' | null, string[]]>([
    ['the best that tells every start', ['audit-log', 'audit-socket', 'proc-sweep'], null, ['audit-socket']],
    ['none that changes the host by itself', ['tracefs', 'proc-sweep'], null, ['proc-sweep']],
    ['the one that was asked for', ['tracefs', 'audit-log'], 'tracefs', ['tracefs']],
    ['all that see a part', ['falco', 'docker-events', 'proc-sweep'], null, ['falco', 'proc-sweep', 'docker-events']],
    ['nothing when the one asked for does not work', ['audit-log'], 'falco', []],
    ['nothing', [], null, []],
  ])('%s', (_, works, asked, names) => {
    expect(chooseSources(found(works), asked).map(({ source }) => source.name)).toEqual(names);
  });
});

it('the sweep of /proc finds what begins between two looks, and says how little that is', async () => {
  const end = new AbortController();
  const found: ExecEvent[] = [];
  let child: ReturnType<typeof spawn> | null = null;
  const sleep = async () => {
    if (child) end.abort();
    else {
      child = spawn('sleep', ['60']);
      await once(child, 'spawn');
    }
  };
  const sink = { exec: (exec: ExecEvent) => found.push(exec), lost: () => undefined, alive: () => undefined };
  await procSweepSource.run(places({ sleep }), sink, end.signal);
  const pid = (child as { pid?: number; kill(): void } | null)?.pid; // assigned in the callback above
  expect(found.find((exec) => exec.pid === pid)).toMatchObject({ argv: ['sleep', '60'], ppid: process.pid });
  (child as { kill(): void } | null)?.kill();
  expect(procSweepSource.coverage.misses).toMatch(/92 %/);
});
