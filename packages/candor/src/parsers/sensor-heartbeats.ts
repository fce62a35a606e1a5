import { refTo } from '../core/evidence.js';
import { valueIfKnown } from '../core/fact.js';
import { type SensorLines, sensorLines } from '../facts/sensor-lines.js';
import type { SensorFound } from '../facts/sensor-state.js';
import type { SensorRecord, SensorStatus } from '../formats/sensor-events/sensor-record.js';
import { ThreadLives } from '../formats/sensor-events/thread-lives.js';
import { sensorSilences } from '../sensors/awake-spans.js';
import { auditReadings } from './audit-readings.js';
import type { ParseContext } from './parser.js';

/** auditd has no heartbeat; the log of a host that lives has a record of cron or a login at least each day. */
const auditIntervalSec = 86_400;
/** A status older than this many heartbeats before the last is of a process that is gone. */
const livingBeats = 3;

/** Candor sensors by their last heartbeat, with the counters and troubles of all their threads. */
export function heartbeats(context: ParseContext): SensorFound[] {
  return (valueIfKnown(context.fact(sensorLines)) ?? []).flatMap((lines): SensorFound[] => {
    const living = lastStatuses(lines.records);
    const last = living.at(-1);
    if (!last) return [];
    const { ledger } = lines;
    return [
      {
        name: 'candor-sensor',
        subject: lines.subject,
        running: last.mode !== 'off' && last.change !== 'exit',
        heartbeatAt: last.at,
        heartbeatIntervalSec: (last.heartbeatMs ?? 10_000) / 1000,
        seen: ledger.seen,
        emitted: ledger.emitted,
        aggregated: ledger.aggregated,
        dropped: ledger.dropped + ledger.outputLost,
        silences: sensorSilences(lines.records).map(({ fromMs, toMs }) => ({
          from: new Date(fromMs),
          to: new Date(toMs),
        })),
        detail: [last.change === 'exit' ? 'exit' : last.mode, ...troublesOf(living, lines)].join('; '),
        tampered: [...new Set(living.flatMap((status) => status.tampered))],
        degraded: [...new Set(living.flatMap((status) => status.degraded))],
        ref: { ...lines.ref, line: last.line },
      },
    ];
  });
}

/** The last status of each thread that was heard lately, the latest at the end. */
function lastStatuses(records: readonly SensorRecord[]): SensorStatus[] {
  const last = new Map<string, SensorStatus>();
  const lives = new ThreadLives();
  for (const record of records) {
    const life = lives.of(record);
    if (record.kind !== 'heartbeat' && record.kind !== 'state') continue;
    last.delete(life);
    last.set(life, record);
  }
  const all = [...last.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
  const latest = all.at(-1);
  const sinceMs = (latest?.at.getTime() ?? 0) - livingBeats * (latest?.heartbeatMs ?? 10_000);
  return all.filter((status) => status === latest || (status.at.getTime() >= sinceMs && status.change !== 'exit'));
}

function troublesOf(living: readonly SensorStatus[], { ledger }: SensorLines): string[] {
  const tampered = [...new Set(living.flatMap((status) => status.tampered))];
  const degraded = [...new Set(living.flatMap((status) => status.degraded))];
  return [
    ...(tampered.length > 0 ? [`hooks lost: ${tampered.join(', ')}`] : []),
    ...(degraded.length > 0 ? [`degraded: ${degraded.join(', ')}`] : []),
    ...(ledger.missing > 0 ? [`${ledger.missing} lines missing`] : []),
  ];
}

/**
 * auditd by its own log: whether it was switched off or stopped, and what it lost. A log whose last word is older than
 * the window is a leftover of one that somebody took off the host, and no sensor.
 */
export function auditDaemons(context: ParseContext): SensorFound[] {
  const since = context.bundle.header.window.since ?? new Date(context.now.getTime() - auditIntervalSec * 1000);
  const rows = auditReadings(context).rows.filter(({ value }) => value.last === null || value.last >= since);
  return rows.map(({ artifact, value }): SensorFound => {
    const stopped = (value.daemonStops.at(-1)?.getTime() ?? 0) > (value.daemonStarts.at(-1)?.getTime() ?? 0);
    const off = value.enabled === false;
    return {
      name: 'auditd',
      subject: artifact.subject,
      running: !off && !stopped,
      heartbeatAt: value.last,
      heartbeatIntervalSec: auditIntervalSec,
      seen: value.records + value.lost,
      emitted: value.records,
      aggregated: 0,
      dropped: value.lost,
      silences: [],
      tampered: [],
      degraded: [],
      detail: off ? 'auditing is switched off' : stopped ? 'auditd was stopped' : 'auditd writes',
      ref: refTo(artifact),
    };
  });
}
