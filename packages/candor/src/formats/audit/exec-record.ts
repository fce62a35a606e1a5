import type { ExecEvent } from '../exec-events/exec-event.js';
import { integerOf } from '../text/text-lines.js';
import { eachAuditField, isHex, untrusted } from './audit-fields.js';

/** Most arguments kept of one call; the rest marks it as truncated. */
const MAX_ARGUMENTS = 4096;
const UNSET_LOGIN = 4_294_967_295;

/** execve and execveat by architecture: x86_64, aarch64, i386, armv7, ppc64le, s390x, riscv64. */
const execCalls: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['c000003e', new Set(['59', '322'])],
  ['c00000b7', new Set(['221', '281'])],
  ['40000003', new Set(['11', '358'])],
  ['40000028', new Set(['11', '387'])],
  ['c0000015', new Set(['11', '362'])],
  ['80000016', new Set(['11', '354'])],
  ['c00000f3', new Set(['221', '281'])],
]);

/** Whether a SYSCALL body is a program start, by architecture and number (or by the name that `ausearch -i` prints). */
export function isExecCall(body: string): boolean {
  const arch = / ?arch=(\w{1,16})/.exec(body)?.[1] ?? '';
  const call = / syscall=(\w{1,16})/.exec(body)?.[1] ?? '';
  return call === 'execve' || call === 'execveat' || (execCalls.get(arch)?.has(call) ?? false);
}

/** Records of one serial on their way to an {@link ExecEvent}. */
export interface PendingExec {
  readonly serial: string;
  readonly at: Date;
  readonly line: number;
  readonly fields: Map<string, string>;
  readonly parts: Map<number, string[]>;
  argc: number | null;
  cwd: string | null;
  path: string | null;
  title: string[] | null;
  cut: boolean;
  executed: boolean;
}

/** An empty one. */
export function pendingExec(serial: string, at: Date, line: number): PendingExec {
  return {
    serial,
    at,
    line,
    fields: new Map(),
    parts: new Map(),
    argc: null,
    cwd: null,
    path: null,
    title: null,
    cut: false,
    executed: false,
  };
}

const wanted = new Set(['success', 'exit', 'ppid', 'pid', 'auid', 'uid', 'tty', 'comm', 'exe', 'key']);
const textual = new Set(['comm', 'exe', 'key']);

/** Takes one record of the serial. */
export function takeRecord(into: PendingExec, type: string, body: string): void {
  if (type === 'SYSCALL') takeCall(into, body);
  else if (type === 'EXECVE') takeArguments(into, body);
  else if (type === 'CWD')
    eachAuditField(body, 0, (name, text, quoted) => {
      if (name === 'cwd') into.cwd = untrusted(text, quoted);
    });
  else if (type === 'PATH' && into.path === null)
    eachAuditField(body, 0, (name, text, quoted) => {
      if (name === 'name') into.path = untrusted(text, quoted);
    });
  else if (type === 'PROCTITLE')
    eachAuditField(body, 0, (name, text, quoted) => {
      if (name === 'proctitle') into.title = (untrusted(text, quoted) ?? '').split('\0').slice(0, MAX_ARGUMENTS);
    });
}

function takeCall(into: PendingExec, body: string): void {
  eachAuditField(body, 0, (name, text, quoted) => {
    if (!wanted.has(name)) return;
    const value = textual.has(name) ? untrusted(text, quoted) : text;
    if (value !== null) into.fields.set(name, value);
  });
}

/** `argc=3 a0="sh" a1="-c" a2=6964…`; a long one is `a2_len=9000 a2[0]=… a2[1]=…`, over several records. */
function takeArguments(into: PendingExec, body: string): void {
  into.executed = true;
  eachAuditField(body, 0, (name, text, quoted) => {
    if (name === 'argc') {
      into.argc = integerOf(text);
      return;
    }
    const match = /^a(\d{1,7})(\[\d{1,7}\])?$/.exec(name);
    if (!match) return;
    const index = Number(match[1]);
    if (index >= MAX_ARGUMENTS) {
      into.cut = true;
      return;
    }
    const bytes = quoted ? Buffer.from(text, 'utf8').toString('hex') : isHex(text) ? text : null;
    const old = into.parts.get(index);
    if (match[2] && old) old.push(bytes ?? '');
    else if (match[2]) into.parts.set(index, [bytes ?? '']);
    else into.parts.set(index, quoted ? ['=', text] : ['=', untrusted(text, false) ?? '']);
  });
}

/** The event; arguments from EXECVE, else from PROCTITLE (which the kernel cuts at 128 bytes). */
export function toExecEvent(from: PendingExec): ExecEvent {
  const number = (name: string) => integerOf(from.fields.get(name));
  const auid = number('auid');
  const tty = from.fields.get('tty');
  const exit = from.fields.get('exit');
  const success = from.fields.get('success');
  return {
    source: 'audit',
    serial: from.serial,
    at: from.at,
    pid: number('pid'),
    ppid: number('ppid'),
    uid: number('uid'),
    auid: auid === UNSET_LOGIN ? null : auid,
    exe: from.fields.get('exe') ?? from.path,
    comm: from.fields.get('comm') ?? null,
    tty: tty === undefined || tty === '(none)' ? null : tty,
    cwd: from.cwd,
    ...argumentsOf(from),
    success: success === 'yes' ? true : success === 'no' ? false : null,
    exit: exit !== undefined && /^-?\d{1,9}$/.test(exit) ? Number(exit) : null,
    key: from.fields.get('key') ?? null,
    container: null,
    line: from.line,
  };
}

function argumentsOf(from: PendingExec): Pick<ExecEvent, 'argv' | 'argvTruncated'> {
  if (!from.executed) return { argv: from.title ?? [], argvTruncated: true };
  const indices = [...from.parts.keys()].sort((a, b) => a - b);
  const argv = indices.map((index) => {
    const [first = '', ...rest] = from.parts.get(index) ?? [];
    return first === '=' ? rest.join('') : Buffer.from(first + rest.join(''), 'hex').toString('utf8');
  });
  const whole = indices.every((index, place) => index === place) && (from.argc === null || from.argc === argv.length);
  return { argv, argvTruncated: from.cut || !whole };
}
