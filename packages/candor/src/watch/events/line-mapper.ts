import type { WatchEvent } from '../../core/event.js';
import { AuditReader } from '../../formats/audit/audit-reader.js';
import { leadingTime } from '../../formats/logs/log-time.js';
import { readProxyError } from '../../formats/logs/nginx-lines.js';
import { accessEvent } from './access-event.js';
import { ContainerLines } from './container-lines.js';
import { eventOf, fieldsOf, type Place } from './event-of.js';
import { execEvent } from './exec-event.js';
import { observedEvent } from './observation.js';
import type { Source } from './source-kind.js';

/** Turns the lines of one source into events, in their order. A line of an unknown form is an event with its text. */
export interface LineMapper {
  take(line: string, seq: number, receivedAt: Date): readonly WatchEvent[];
  /** What must be kept with the cursor to go on after a restart. */
  readonly carry: string;
}

/** The mapper of a source, going on from what was kept. */
export function lineMapper(source: Source, timezone: string, carry = ''): LineMapper {
  const { what, name } = source;
  const place = (sensor: string, seq: number, receivedAt: Date): Place => ({ sensor, name, seq, receivedAt });
  switch (what.kind) {
    case 'container': {
      const lines = new ContainerLines(what, carry);
      return {
        take: (line, seq, at) => lines.take(line, place('docker-log', seq, at)),
        get carry() {
          return lines.open;
        },
      };
    }
    case 'nginx-access':
      return plain((line, seq, at) => [
        accessEvent(line, place('nginx-access', seq, at)) ?? text('nginx-access', line, seq, at),
      ]);
    case 'nginx-error':
      return plain((line, seq, at) => [proxyErrorEvent(line, place('nginx-error', seq, at), timezone)]);
    case 'auth':
      return plain((line, seq, at) => [authEvent(line, place('auth', seq, at), timezone)]);
    case 'audit': {
      const reader = new AuditReader();
      return plain((line, seq, at) => {
        reader.take(line, seq);
        return reader.drain().map((exec) => execEvent(exec, place('audit', seq, at)));
      });
    }
    case 'event':
      return plain((line, seq, at) => observedEvent(line, place('watch', seq, at)));
    case 'text':
      return plain((line, seq, at) => [text('text', line, seq, at)]);
    default: {
      const never: never = what;
      return never;
    }
  }
  function text(sensor: string, line: string, seq: number, at: Date): WatchEvent {
    const time = leadingTime(line, { now: at, timezone });
    const when = time === null ? null : new Date(time.micros / 1000);
    const logsource = { product: null, category: 'application', service: null };
    return eventOf(place(sensor, seq, at), when, logsource, fieldsOf({ message: line }), line);
  }
}

function plain(take: LineMapper['take']): LineMapper {
  return { take, carry: '' };
}

function proxyErrorEvent(line: string, place: Place, timezone: string): WatchEvent {
  const time = leadingTime(line, { now: place.receivedAt, timezone });
  const found = readProxyError(line)?.fields ?? {};
  const target = /^\w+ (\S+)/.exec(found.request ?? '')?.[1];
  const fields = fieldsOf({
    message: found.message ?? line,
    'log.level': found.level,
    'error.code': found.errno,
    'source.ip': found.client,
    'url.original': target,
    'url.path': target?.split('?')[0],
    'url.domain': found.host,
    'destination.address': found.upstream,
  });
  const when = time === null ? null : new Date(time.micros / 1000);
  return eventOf(place, when, { product: 'nginx', category: 'application', service: 'error' }, fields, line);
}

const program = /\b([\w.-]{1,40}?)(?:-session)?(?:\[(\d{1,10})\])?: (.*)$/s;
const failed = /^(?:Failed (\S+) for|Invalid user) (?:invalid user )?(\S{0,64}) from (\S{3,60})/;
const accepted = /^Accepted (\S+) for (\S{0,64}) from (\S{3,60})/;

/** A line of sshd, sudo, cron or another program of the host (`auth.log`, journal in short form). */
function authEvent(line: string, place: Place, timezone: string): WatchEvent {
  const time = leadingTime(line, { now: place.receivedAt, timezone });
  const body = time === null ? line : line.slice(time.length);
  const match = program.exec(body.slice(0, 16_384));
  const name = match?.[1] ?? null;
  const message = match?.[3] ?? body;
  const bad = name === 'sshd' ? failed.exec(message) : null;
  const good = name === 'sshd' ? accepted.exec(message) : null;
  const fields = fieldsOf({
    message,
    'process.name': name,
    'process.pid': match?.[2] === undefined ? null : Number(match[2]),
    'event.category': bad || good ? 'authentication' : null,
    'event.outcome': bad ? 'failure' : good ? 'success' : null,
    'user.name': bad?.[2] ?? good?.[2],
    'source.ip': bad?.[3] ?? good?.[3],
    'authentication.method': bad?.[1] ?? good?.[1],
  });
  const service = name === null ? 'syslog' : /^(?:CRON|crond?)$/i.test(name) ? 'cron' : name;
  const when = time === null ? null : new Date(time.micros / 1000);
  return eventOf(place, when, { product: 'linux', category: null, service }, fields, line);
}
