import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Loss } from '../tail/cursor.js';
import type { Feed } from './feed.js';

/** Logins, sudo and cron: syslog's facilities auth (4), cron (9) and authpriv (10). */
const matches = ['SYSLOG_FACILITY=4', 'SYSLOG_FACILITY=9', 'SYSLOG_FACILITY=10'];

const mostWaitingBytes = 4 * 1024 * 1024;
const restartAfterMs = 10_000;

/** journald's lines of logins, sudo and cron through `journalctl --follow` (journalctl(1)), in the form of auth.log. */
export class JournalFeed implements Feed {
  readonly source = { name: 'journal:auth', what: { kind: 'auth' } } as const;
  #child: ChildProcessByStdio<null, Readable, null> | null = null;
  #rest = '';
  #waiting: string[] = [];
  #bytes = 0;
  #cursor: string | null;
  #losses: Loss[] = [];
  #startedMs = 0;

  constructor(cursor: unknown, now: Date) {
    this.#cursor = typeof cursor === 'string' ? cursor : null;
    this.#start(now);
  }

  poll(now: Date) {
    if (this.#child === null && now.getTime() - this.#startedMs > restartAfterMs) this.#start(now);
    const fed = {
      chunks: this.#waiting.length === 0 ? [] : [Buffer.from(this.#waiting.join(''))],
      cursor: this.#cursor,
      losses: this.#losses,
      drained: true,
    };
    this.#waiting = [];
    this.#bytes = 0;
    this.#losses = [];
    this.#child?.stdout.resume();
    return fed;
  }

  close(): void {
    this.#child?.kill();
    this.#child = null;
  }

  #start(now: Date): void {
    this.#startedMs = now.getTime();
    const from = this.#cursor === null ? ['--lines=0'] : [`--after-cursor=${this.#cursor}`];
    const child = spawn('journalctl', ['--follow', '--output=json', '--quiet', ...from, ...matches], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    const ended = (why: string) => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#losses.push({ path: this.source.name, at: now, because: why, bytes: null });
    };
    child.on('error', () => ended('journalctl cannot be started'));
    child.on('close', () => ended('journalctl ended; it is started again'));
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const entry = journalLine(line);
      if (entry === null) continue;
      this.#waiting.push(entry.line);
      this.#bytes += entry.line.length;
      this.#cursor = entry.cursor;
    }
    if (this.#bytes > mostWaitingBytes) this.#child?.stdout.pause(); // journald keeps the rest until it is asked for
  }
}

/** One entry of `journalctl -o json` as a line of auth.log, and its cursor; null for what is none. */
export function journalLine(text: string): { readonly line: string; readonly cursor: string } | null {
  try {
    const entry = JSON.parse(text) as Readonly<Record<string, unknown>>; // each field is looked at below
    const { MESSAGE, __CURSOR, __REALTIME_TIMESTAMP, SYSLOG_IDENTIFIER, _PID, _HOSTNAME } = entry;
    if (typeof __CURSOR !== 'string' || typeof __REALTIME_TIMESTAMP !== 'string') return null;
    // A message that is no UTF-8 is an array of bytes (systemd.journal-fields(7)).
    const message = Array.isArray(MESSAGE) ? Buffer.from(MESSAGE.map(Number)).toString() : String(MESSAGE ?? '');
    const at = new Date(Number(__REALTIME_TIMESTAMP) / 1000).toISOString();
    const who = `${word(SYSLOG_IDENTIFIER) || 'unknown'}${word(_PID) ? `[${word(_PID)}]` : ''}`;
    const flat = message.replace(/[\r\n]+/g, ' ').slice(0, 16_384);
    return { line: `${at} ${word(_HOSTNAME) || 'host'} ${who}: ${flat}\n`, cursor: __CURSOR };
  } catch {
    return null; // journalctl's own words
  }
}

function word(value: unknown): string {
  return typeof value === 'string' ? value.replace(/[^\w.-]/g, '').slice(0, 64) : '';
}
