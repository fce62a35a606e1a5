import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineMapper } from './line-mapper.js';
import type { SourceKind } from './source-kind.js';

const at = new Date('2026-11-22T12:00:10Z');
const take = (what: SourceKind, line: string) =>
  lineMapper({ name: 'x', what }, 'UTC')
    .take(line, 7, at)
    .map(({ fields, ...rest }) => ({ ...rest, fields: { ...fields } }));
const container = { kind: 'container', container: 'site-app-1', role: 'nodejs' } as const;

describe('lineMapper', () => {
  it.each<[string, string, object]>([
    [
      'an ordinary request',
      '203.0.113.7 - - [22/Nov/2026:12:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 512 "https://lab.example/" "Mozilla/5.0"',
      {
        'source.ip': '203.0.113.7',
        'http.request.method': 'GET',
        'url.original': '/a?b=c',
        'url.path': '/a',
        'url.query': 'b=c',
        'http.response.status_code': 200,
        'http.response.body.bytes': 512,
        'http.request.referrer': 'https://lab.example/',
        'user_agent.original': 'Mozilla/5.0',
      },
    ],
    [
      'a user name with blanks, an escaped quote in the agent',
      '2001:db8::1 - a b [22/Nov/2026:12:00:00 +0000] "POST /x HTTP/2.0" 403 0 "-" "a\\"b\\x22 [x] \\"GET / HTTP/1.1\\" 200"',
      {
        'source.ip': '2001:db8::1',
        'user.name': 'b',
        'http.request.method': 'POST',
        'url.original': '/x',
        'url.path': '/x',
        'http.response.status_code': 403,
        'http.response.body.bytes': 0,
        'user_agent.original': 'a\\"b\\x22 [x] \\"GET / HTTP/1.1\\" 200',
      },
    ],
    [
      'a target encoded twice',
      '203.0.113.7 - - [22/Nov/2026:12:00:00 +0000] "GET /%252e%252e/etc HTTP/1.1" 400 0 "-" "-"',
      {
        'source.ip': '203.0.113.7',
        'http.request.method': 'GET',
        'url.original': '/%252e%252e/etc',
        'url.path': '/%252e%252e/etc',
        'url.decoded': '/../etc',
        'http.response.status_code': 400,
        'http.response.body.bytes': 0,
      },
    ],
    [
      'bytes instead of a request',
      '203.0.113.7 - - [22/Nov/2026:12:00:00 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"',
      {
        'source.ip': '203.0.113.7',
        'url.original': '\\x16\\x03\\x01',
        'url.path': '\\x16\\x03\\x01',
        'url.decoded': '\u0016\u0003\u0001',
        'http.response.status_code': 400,
        'http.response.body.bytes': 157,
      },
    ],
  ])('access log: %s', (_, line, fields) => {
    const [event] = take({ kind: 'nginx-access' }, line);
    expect(event?.fields).toEqual(fields);
    expect(event?.time).toEqual(new Date('2026-11-22T12:00:00Z'));
  });

  it('believes no time from the future', () => {
    const line = '203.0.113.7 - - [22/Nov/2027:12:00:00 +0000] "GET / HTTP/1.1" 200 512 "-" "-"';
    expect(take({ kind: 'nginx-access' }, line)[0]?.time).toEqual(at);
  });

  it.each([
    '203.0.113.7 - - [22/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" no',
    'not a request',
    '',
    '[] "',
    '203.0.113.7 - - [22/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1',
  ])('keeps what is no access line as a text: %s', (line) => {
    const [event] = take({ kind: 'nginx-access' }, line);
    expect(event).toMatchObject({ raw: line, logsource: { category: 'application' } });
  });

  it('reads the error log with its request', () => {
    const line =
      '2026/11/22 12:00:00 [error] 7#7: *3 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.7, server: lab.example, request: "GET /x?y HTTP/1.1", upstream: "http://[::1]:3000/x?y", host: "lab.example"';
    expect(take({ kind: 'nginx-error' }, line)[0]?.fields).toMatchObject({
      'log.level': 'error',
      'error.code': '111',
      'source.ip': '203.0.113.7',
      'url.path': '/x',
      'destination.address': 'http://[::1]:3000/x?y',
    });
  });

  it('puts pieces of a long line together', () => {
    const mapper = lineMapper({ name: 'docker:a', what: container }, 'UTC');
    const piece = (log: string) => JSON.stringify({ log, stream: 'stdout', time: '2026-11-22T12:00:00.5Z' });
    expect(mapper.take(piece('first half, '), 1, at)).toEqual([]);
    expect(mapper.carry).toBe('first half, ');
    const later = lineMapper({ name: 'docker:a', what: container }, 'UTC', mapper.carry);
    expect(later.take(piece('second half\n'), 2, at)[0]).toMatchObject({
      raw: 'first half, second half',
      time: new Date('2026-11-22T12:00:00.500Z'),
      logsource: { product: 'nodejs', category: 'application', service: 'site-app-1' },
    });
  });

  it('makes a program start of a line of the sensor', () => {
    const line = {
      v: 1,
      kind: 'spawn',
      ts: '2026-11-22T12:00:00.000Z',
      pid: 1,
      tid: 0,
      seq: 4,
      api: 'child_process.spawn',
      provenance: 'eval',
      severity: 'high',
      file: '/bin/sh',
      argv: ['/bin/sh', '-c', 'id'],
      request: { method: 'POST', path: '/', client: '203.0.113.7', nextAction: true },
    };
    const log = JSON.stringify({ log: `candor-sensor ${JSON.stringify(line)}\n`, time: '2026-11-22T12:00:00Z' });
    expect(take(container, log)[0]).toMatchObject({
      logsource: { product: 'linux', category: 'process_creation', service: 'sensor' },
      source: { sensor: 'sensor' },
      fields: { 'process.command_line': '/bin/sh -c id', 'source.ip': '203.0.113.7', 'candor.provenance': 'eval' },
    });
  });

  it('takes a line that only looks like one of the sensor as a text', () => {
    const log = JSON.stringify({ log: 'candor-sensor {"v":1,"kind":"spawn"}\n', time: '2026-11-22T12:00:00Z' });
    expect(take(container, log)[0]?.logsource.category).toBe('application');
  });

  it.each<[string, object]>([
    [
      'Nov 22 12:00:00 web sshd[7]: Failed password for invalid user admin from 203.0.113.7 port 5 ssh2',
      { 'user.name': 'admin', 'event.outcome': 'failure', 'source.ip': '203.0.113.7' },
    ],
    [
      '2026-11-22T12:00:00.1+00:00 web sshd-session[7]: Accepted publickey for ada from 203.0.113.7 port 5 ssh2',
      { 'user.name': 'ada', 'event.outcome': 'success' },
    ],
    ['Nov 22 12:00:00 web sudo: ada : COMMAND=/bin/ls', { 'process.name': 'sudo', message: 'ada : COMMAND=/bin/ls' }],
  ])('reads a line of the host: %s', (line, fields) => {
    expect(take({ kind: 'auth' }, line)[0]?.fields).toMatchObject(fields);
  });

  it('names client and user of a refused login to MongoDB', () => {
    const text =
      '{"t":{"$date":"2026-11-22T12:00:00.000+00:00"},"s":"I","c":"ACCESS","id":5286307,"ctx":"conn1","msg":"Failed to authenticate","attr":{"client":"172.18.0.9:5000","user":"admin"}}';
    const log = JSON.stringify({ log: `${text}\n`, time: '2026-11-22T12:00:00Z' });
    expect(take({ ...container, role: 'mongodb' }, log)[0]?.fields).toMatchObject({
      'event.code': 5286307,
      'source.ip': '172.18.0.9',
      'user.name': 'admin',
    });
  });

  it('never throws and gives at most one event a line, whatever the line', () => {
    const kinds: SourceKind[] = [
      { kind: 'nginx-access' },
      { kind: 'nginx-error' },
      { kind: 'auth' },
      { kind: 'text' },
      container,
      { ...container, role: 'mongodb' },
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            '\\',
            ' [',
            '] "',
            '{"log":"',
            '}',
            'HTTP/1.1',
            '%2',
            'sshd: ',
            'Failed password for ',
            '\u001b',
            ' ',
          ),
          { maxLength: 40 },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...kinds), text, (what, line) => {
        expect(take(what, line).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });
});
