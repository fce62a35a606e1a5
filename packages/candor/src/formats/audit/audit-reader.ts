import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import type { ExecEvent } from '../exec-events/exec-event.js';
import { MAX_ITEMS } from '../text/limits.js';
import { WarningList } from '../text/text-lines.js';
import { type AuditConfigChange, LossCounter, readConfigChange } from './audit-notices.js';
import { isExecCall, type PendingExec, pendingExec, takeRecord, toExecEvent } from './exec-record.js';

/** Serials kept open at once: records of one event stand near each other, whatever else is between them. */
const MAX_OPEN = 4096;

/** What an audit log tells: program starts, losses, and what happened to auditing itself. */
export interface AuditReading {
  readonly execs: readonly ExecEvent[];
  /** Records lost, at least. */
  readonly lost: number;
  readonly daemonStarts: readonly Date[];
  readonly daemonStops: readonly Date[];
  readonly configChanges: readonly AuditConfigChange[];
  /** The last word on `enabled`; null when the text has none. */
  readonly enabled: boolean | null;
  readonly records: number;
  readonly first: Date | null;
  readonly last: Date | null;
}

const names: ReadonlyMap<string, string> = new Map([
  ['1200', 'DAEMON_START'],
  ['1201', 'DAEMON_END'],
  ['1202', 'DAEMON_ABORT'],
  ['1203', 'DAEMON_CONFIG'],
  ['1300', 'SYSCALL'],
  ['1302', 'PATH'],
  ['1305', 'CONFIG_CHANGE'],
  ['1307', 'CWD'],
  ['1309', 'EXECVE'],
  ['1320', 'EOE'],
  ['1327', 'PROCTITLE'],
]);

/** `[node=… ]type=SYSCALL msg=audit(1700000000.123:456): …` cut into its parts. */
interface AuditRecord {
  readonly type: string;
  readonly serial: string;
  readonly at: Date;
  readonly body: string;
}

function recordOf(line: string): AuditRecord | null {
  const type = line.indexOf('type=');
  const stamp = type < 0 ? -1 : line.indexOf('audit(', type);
  const close = stamp < 0 ? -1 : line.indexOf('):', stamp);
  if (close < 0 || close - stamp > 60) return null;
  const match = /^(\d{1,11})\.(\d{3}):(\d{1,20})$/.exec(line.slice(stamp + 6, close));
  if (!match) return null;
  const at = new Date(Number(match[1]) * 1000 + Number(match[2]));
  if (Number.isNaN(at.getTime())) return null;
  const space = line.indexOf(' ', type);
  const written = line.slice(type + 5, space < 0 ? undefined : space);
  const enriched = line.indexOf('\u001d', close);
  const end = enriched < 0 ? line.length : enriched;
  const trimmed = line.charCodeAt(end - 1) === 13 ? end - 1 : end;
  return { type: names.get(written) ?? written, serial: match[3] ?? '', at, body: line.slice(close + 2, trimmed) };
}

/** Takes the lines of an audit log one by one; whole or as a stream. Never throws. */
export class AuditReader {
  readonly warnings = new WarningList();
  readonly #open = new Map<string, PendingExec>();
  #execs: ExecEvent[] = [];
  readonly #losses = new LossCounter();
  readonly #starts: Date[] = [];
  readonly #stops: Date[] = [];
  readonly #changes: AuditConfigChange[] = [];
  #enabled: boolean | null = null;
  #records = 0;
  #first: Date | null = null;
  #last: Date | null = null;

  take(text: string, line: number): void {
    const record = recordOf(text);
    if (record === null) {
      this.#takeNotice(text, line);
      return;
    }
    this.#records += 1;
    this.#first ??= record.at;
    this.#last = record.at;
    switch (record.type) {
      case 'SYSCALL':
      case 'EXECVE':
      case 'CWD':
      case 'PATH':
      case 'PROCTITLE':
      case 'EOE':
        this.#takeExec(record, line);
        break;
      case 'CONFIG_CHANGE':
      case 'DAEMON_CONFIG':
        this.#takeChange(readConfigChange(record.body, record.at, line));
        break;
      case 'DAEMON_START':
        this.#starts.push(record.at);
        break;
      case 'DAEMON_END':
      case 'DAEMON_ABORT':
        this.#stops.push(record.at);
        break;
      default:
        this.#losses.take(text);
    }
  }

  /** For a stream: the starts that are complete by now, each told once. */
  drain(): ExecEvent[] {
    const done = this.#execs;
    this.#execs = [];
    return done;
  }

  /** Takes what is open as complete: nothing more comes. */
  settle(): void {
    for (const pending of this.#open.values()) this.#emit(pending);
    this.#open.clear();
  }

  /** Records lost so far, at least. */
  get lost(): number {
    return this.#losses.lost;
  }

  close(): Parsed<AuditReading> {
    this.settle();
    const warnings = this.warnings.toArray();
    if (this.#records === 0 && this.#losses.lost === 0 && this.#enabled === null && warnings[0])
      return unparseable(warnings[0].message, warnings[0].line);
    return parsed(
      {
        execs: this.#execs.sort((a, b) => a.line - b.line),
        lost: this.#losses.lost,
        daemonStarts: this.#starts,
        daemonStops: this.#stops,
        configChanges: this.#changes,
        enabled: this.#enabled,
        records: this.#records,
        first: this.#first,
        last: this.#last,
      },
      warnings,
    );
  }

  #takeExec(record: AuditRecord, line: number): void {
    const key = `${record.at.getTime()}:${record.serial}`;
    const known = this.#open.get(key);
    if (record.type === 'EOE') {
      if (known) this.#emit(known);
      this.#open.delete(key);
      return;
    }
    if (known) {
      takeRecord(known, record.type, record.body);
      if (record.type !== 'PROCTITLE' || !known.executed || known.fields.size === 0) return;
      this.#emit(known); // the kernel's last record before EOE, which auditd does not write to its log
      this.#open.delete(key);
      return;
    }
    if (record.type !== 'EXECVE' && !(record.type === 'SYSCALL' && isExecCall(record.body))) return;
    const pending = pendingExec(record.serial, record.at, line);
    takeRecord(pending, record.type, record.body);
    this.#open.set(key, pending);
    const oldest = this.#open.size > MAX_OPEN ? this.#open.entries().next().value : undefined;
    if (!oldest) return;
    this.#emit(oldest[1]);
    this.#open.delete(oldest[0]);
  }

  #emit(pending: PendingExec): void {
    if (this.#execs.length < MAX_ITEMS) this.#execs.push(toExecEvent(pending));
    else this.warnings.add(pending.line, `stopped after ${MAX_ITEMS} program starts`);
  }

  #takeChange(change: AuditConfigChange): void {
    if (this.#changes.length < 10_000) this.#changes.push(change);
    if (change.what === 'switched-off') this.#enabled = false;
    if (change.what === 'switched-on') this.#enabled = true;
  }

  /** Lines that are no records: notices of loss, `auditctl -s`, `ausearch` separators. */
  #takeNotice(text: string, line: number): void {
    if (this.#losses.take(text) || /^(?:----|time->|\s*#|\s*$)/.test(text)) return;
    const enabled = /^\s*enabled[ =:]\s*([012])\s*$/.exec(text)?.[1];
    if (enabled !== undefined) this.#enabled = enabled !== '0';
    else if (
      !/^\s*(?:failure|pid|rate_limit|backlog|backlog_limit|backlog_wait_time\w*|loginuid_immutable)[ =:]/.test(text)
    )
      this.warnings.add(line, 'no audit record');
  }
}
