import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from './main.js';

const base = { v: 1, ts: '2026-01-05T00:00:00.000Z', pid: 10, tid: 0 };
const counters = { seen: 1, emitted: 1, aggregated: 0, dropped: 0 };
const spawn = { ...base, kind: 'spawn', seq: 1, provenance: 'eval', severity: 'critical', argv: ['id', '\u001b[31m'] };
const beat = {
  ...base,
  kind: 'heartbeat',
  seq: 2,
  mode: 'observe',
  heartbeatMs: 10_000,
  counters,
  output: { lost: 0 },
};
const audit = [
  'type=SYSCALL msg=audit(1767571200.123:1): arch=c000003e syscall=59 success=yes exit=0 ppid=10 pid=100 comm="id"',
  'type=EXECVE msg=audit(1767571200.123:1): argc=1 a0="id"',
].join('\n');

async function run(argv: string[], text: string, now = '2026-01-05T00:00:05Z') {
  const folder = mkdtempSync(join(tmpdir(), 'candor-sensor-'));
  const file = join(folder, 'events');
  writeFileSync(file, text);
  let out = '';
  let err = '';
  const code = await main(
    argv.map((word) => (word === 'FILE' ? file : word)),
    {
      stdout: (part) => {
        out += part;
      },
      stderr: (part) => {
        err += part;
      },
      stdin: (async function* () {
        yield Buffer.from(text);
      })(),
      env: {},
      interactive: false,
      colour: false,
      width: 100,
      now: () => new Date(now),
    },
  );
  rmSync(folder, { recursive: true });
  return { code, out, err };
}

const sensor = `app says hello\n${[spawn, beat].map((one) => `candor-sensor ${JSON.stringify(one)}\n`).join('')}`;

describe('candor sensor', () => {
  it('tails the sensor, escaped', async () => {
    const { code, out } = await run(['sensor', 'tail', '-'], sensor);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe("2026-01-05T00:00:00.000Z sensor spawn 10/0 critical eval id '?[31m'");
    expect(out.split('\n').length).toBe(3);
  });

  it('tails an audit log, also as JSON', async () => {
    expect((await run(['sensor', 'tail', 'FILE'], audit)).out).toBe(
      '2026-01-05T00:00:00.123Z audit exec 10 → 100 id\n',
    );
    expect(JSON.parse((await run(['sensor', 'tail', 'FILE', '--json'], audit)).out)).toMatchObject({
      pid: 100,
      argv: ['id'],
    });
  });

  it.each<[string, string, string, number, RegExp]>([
    ['a live one', sensor, '2026-01-05T00:00:05Z', 0, /the sensor lives, mode observe/],
    ['a late one', sensor, '2026-01-05T00:01:05Z', 1, /not well, mode observe, last heard 65 s ago/],
    ['none', 'hello\n', '2026-01-05T00:00:05Z', 1, /no heartbeat was heard/],
  ])('status of %s', async (_, text, now, code, words) => {
    const result = await run(['sensor', 'status', '--from', 'FILE'], text, now);
    expect(result.code).toBe(code);
    expect(result.out).toMatch(words);
  });

  it.each<[string, string[], RegExp]>([
    ['a source that there is not', ['--live', '--source', 'bogus'], /one of audit-socket/],
    ['no seconds', ['--live', '--for', 'soon'], /takes seconds/],
    ['a file as well', ['FILE', '--live'], /not a file/],
    ['neither', [], /name a file, or --live/],
    [
      'a source that does not work',
      ['--live', '--source', 'falco', '--falco', '/nonexistent/falco'],
      /does not work here/,
    ],
    ['a socket that cannot be made', ['--live', '--sensor-socket', '/nonexistent/x/y.sock'], /cannot listen at/],
  ])('tail refuses %s', async (_, words, complaint) => {
    const { code, err } = await run(['sensor', 'tail', ...words], '');
    expect(code).toBe(64);
    expect(err).toMatch(complaint);
  });

  it('says which file cannot be read', async () => {
    expect((await run(['sensor', 'tail', '/nonexistent/x'], '')).code).toBe(64);
  });
});
