import { refTo } from '../core/evidence.js';
import type { SensorFound } from '../facts/sensor-state.js';
import { readAuditLog } from '../formats/audit/read-audit-log.js';
import { readSensorEvents } from '../formats/sensor-events/read-sensor-events.js';
import type { SensorStatus } from '../formats/sensor-events/sensor-record.js';
import type { ParseContext } from './parser.js';
import { readArtifacts } from './readings.js';

/** auditd has no heartbeat; the log of a host that lives has a record of cron or a login at least each day. */
const auditIntervalSec = 86_400;

/** Candor sensors by their last heartbeat in `sensor.events`, with the counters of all their threads. */
export function heartbeats(context: ParseContext): SensorFound[] {
  return readArtifacts(context, 'sensor.events', readSensorEvents).rows.flatMap(
    ({ artifact, value }): SensorFound[] => {
      const beats = value.records.filter(
        (record): record is SensorStatus => record.kind === 'heartbeat' || record.kind === 'state',
      );
      const last = beats.at(-1);
      if (!last) return [];
      const { ledger } = value;
      const troubles = [
        ...(last.tampered.length > 0 ? [`hooks lost: ${last.tampered.join(', ')}`] : []),
        ...(last.degraded.length > 0 ? [`degraded: ${last.degraded.join(', ')}`] : []),
        ...(ledger.missing > 0 ? [`${ledger.missing} lines missing`] : []),
      ];
      return [
        {
          name: 'candor-sensor',
          subject: artifact.subject,
          running: last.mode !== 'off' && last.change !== 'exit',
          heartbeatAt: last.at,
          heartbeatIntervalSec: (last.heartbeatMs ?? 10_000) / 1000,
          seen: ledger.seen,
          emitted: ledger.emitted,
          aggregated: ledger.aggregated,
          dropped: ledger.dropped + ledger.outputLost,
          detail: [last.change === 'exit' ? 'exit' : last.mode, ...troubles].join('; '),
          ref: refTo(artifact, last.line),
        },
      ];
    },
  );
}

/** auditd by its own log: whether it was switched off or stopped, and what it lost. */
export function auditDaemons(context: ParseContext): SensorFound[] {
  return readArtifacts(context, 'audit.log', readAuditLog).rows.map(({ artifact, value }): SensorFound => {
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
      detail: off ? 'auditing is switched off' : stopped ? 'auditd was stopped' : 'auditd writes',
      ref: refTo(artifact),
    };
  });
}
