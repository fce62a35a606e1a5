import type { Parsed } from '../../core/parsed.js';
import { type LineReading, readEachLine, type TextLine } from '../text/text-lines.js';
import { monthNumber, zonedTime } from '../text/zoned-time.js';

/** What sshd says of one login attempt. */
export interface AuthEvent {
  readonly at: Date | null;
  readonly outcome: 'accepted' | 'failed' | 'invalid-user';
  /** `password`, `publickey`, …; null when the line does not say. */
  readonly method: string | null;
  readonly user: string;
  readonly address: string;
  readonly port: number | null;
  /** `SHA256:…` of the accepted key, else null. */
  readonly fingerprint: string | null;
  readonly pid: number | null;
  readonly line: number;
}

/** What syslog stamps without year and zone are read against. */
export interface AuthLogClock {
  readonly now: Date;
  /** IANA zone of the host; UTC unless given. */
  readonly timezone?: string;
}

/**
 * Login attempts in `/var/log/auth.log` or `journalctl -u ssh`: lines of `sshd` and `sshd-session` (OpenSSH 9.8 and
 * later), with RFC 3339 or traditional stamps. Lines of other programs are passed over.
 */
export function readAuthLog(text: string, clock: AuthLogClock): Parsed<AuthEvent[]> {
  return readEachLine(text, (line): LineReading<AuthEvent> => {
    const head =
      /^(\S{1,40}|[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d) (\S{1,255}) sshd(?:-session)?\[(\d{1,10})\]: (.*)$/.exec(
        line.text,
      );
    if (head === null)
      return /^[A-Z][a-z]{2} |^\d{4}-|^$/.test(line.text) ? null : { problem: 'not a line of a system log' };
    const event = attempt(head[4] ?? '');
    return event === null
      ? null
      : { item: { at: stamp(head[1] ?? '', clock), ...event, pid: Number(head[3]), line: line.line } };
  });
}

function attempt(message: TextLine['text']): Omit<AuthEvent, 'at' | 'pid' | 'line'> | null {
  // A user name is chosen by the client and may contain " from 1.2.3.4 port 5": the last such part is sshd's own.
  const from = message.lastIndexOf(' from ');
  const head = /^(Accepted|Failed) ([\w/-]{1,40}) for (invalid user )?(.{0,256})$/.exec(message.slice(0, from));
  const invalid = head === null ? /^Invalid user (.{0,256})$/.exec(message.slice(0, from)) : null;
  const tail = /^ from (\S{1,64}) port (\d{1,5})(?: ssh2)?(?:: .{0,40}?(SHA256:[\w+/]{1,64}))?/.exec(
    message.slice(from),
  );
  if (from < 0 || tail === null || (head === null && invalid === null)) return null;
  const origin = { address: tail[1] ?? '', port: Number(tail[2]), fingerprint: tail[3] ?? null };
  if (invalid !== null) return { outcome: 'invalid-user', method: null, user: invalid[1] ?? '', ...origin };
  const outcome = head?.[1] === 'Accepted' ? 'accepted' : 'failed';
  return { outcome, method: head?.[2] ?? null, user: head?.[4] ?? '', ...origin };
}

function stamp(text: string, clock: AuthLogClock): Date | null {
  if (/^\d{4}-\d\d-\d\dT/.test(text)) {
    const date = new Date(text);
    return Number.isNaN(date.getTime()) ? null : date;
  }
  const match = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)$/.exec(text);
  const month = monthNumber(match?.[1] ?? '');
  if (match === null || month === null) return null;
  const [day = 0, hour = 0, minute = 0, second = 0] = match.slice(2).map(Number);
  const year = clock.now.getUTCFullYear();
  const candidates = [year + 1, year, year - 1].map((each) =>
    zonedTime({ year: each, month, day, hour, minute, second }, clock.timezone),
  );
  // Two minutes of grace: the log may be a little younger than the moment that the capture names.
  return candidates.find((date) => date !== null && date.getTime() <= clock.now.getTime() + 120_000) ?? null;
}
