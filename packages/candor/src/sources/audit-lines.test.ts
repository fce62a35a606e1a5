import { describe, expect, it } from 'vitest';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { AuditLines } from './audit-lines.js';

const call = (serial: number) =>
  `type=SYSCALL msg=audit(1767571200.123:${serial}): arch=c000003e syscall=59 success=yes exit=0 ppid=10 pid=${serial} comm="id"`;
const execve = (serial: number) => `type=EXECVE msg=audit(1767571200.123:${serial}): argc=1 a0="id"`;
const title = (serial: number) => `type=PROCTITLE msg=audit(1767571200.123:${serial}): proctitle="id"`;

function open() {
  const execs: ExecEvent[] = [];
  const lost: number[] = [];
  let nowMs = 0;
  const lines = new AuditLines(
    { exec: (exec) => execs.push(exec), lost: (count) => lost.push(count), alive: () => undefined },
    () => new Date(nowMs),
  );
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { lines, lost, pass, pids: () => execs.map((exec) => exec.pid) };
}

describe('AuditLines', () => {
  it('tells a start once, as soon as its last record is there', () => {
    const { lines, pids } = open();
    lines.take([call(1), execve(1)]);
    expect(pids()).toEqual([]);
    lines.take([title(1), 'type=EOE msg=audit(1767571200.123:1): ']);
    lines.close();
    expect(pids()).toEqual([1]);
  });

  it('tells one without its last record after a second of silence, not before', () => {
    const { lines, pass, pids } = open();
    lines.take([call(1), execve(1)]);
    pass(500);
    lines.idle();
    expect(pids()).toEqual([]);
    pass(600);
    lines.idle();
    lines.idle();
    expect(pids()).toEqual([1]);
  });

  it('keeps interleaved starts apart', () => {
    const { lines, pids } = open();
    lines.take([call(1), call(2), execve(2), title(2), execve(1), title(1)]);
    expect(pids().sort()).toEqual([1, 2]);
  });

  it('tells each loss once', () => {
    const { lines, lost } = open();
    lines.take(['audit: audit_lost=5 audit_rate_limit=0']);
    lines.take(['audit: audit_lost=5 audit_rate_limit=0', call(1)]);
    lines.take(['audit: audit_lost=7 audit_rate_limit=0']);
    expect(lost).toEqual([5, 2]);
  });
});
