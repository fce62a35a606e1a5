import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { commandLine } from '../parsers/detections/read-sensor-calls.js';

/** One event in one line, whatever it comes from; not yet made safe for a terminal. */
export function eventSentence(event: SensorRecord | ExecEvent): string {
  const at = event.at.toISOString();
  if ('source' in event)
    return `${at} ${event.source.padEnd(8)} exec     ${event.ppid ?? '?'} → ${event.pid ?? '?'} ${commandLine(event.argv)}`;
  return `${at} sensor   ${event.kind.padEnd(8)} ${event.pid}/${event.tid} ${detail(event)}`;
}

function detail(record: SensorRecord): string {
  switch (record.kind) {
    case 'spawn-result':
      return `of ${record.of}: ${record.error ?? `child ${record.childPid ?? '?'}, exit ${record.exitCode ?? record.signal ?? 'open'}`}`;
    case 'aggregate':
      return `${record.count} more of ${record.of}`;
    case 'heartbeat':
    case 'state':
      return `${record.change ?? ''} ${record.mode}, seen ${record.counters.seen}, dropped ${record.counters.dropped}`;
    case 'self-test':
      return record.degraded.length === 0 ? 'every hook saw its canary' : `degraded: ${record.degraded.join(', ')}`;
    default: {
      const what =
        record.argv.length > 0 ? commandLine(record.argv) : (record.peer ?? record.code ?? record.file ?? '');
      const request = record.request ? ` in ${record.request.method} ${record.request.path}` : '';
      return `${record.severity} ${record.provenance} ${what}${request}${record.blocked ? ' (refused)' : ''}`;
    }
  }
}
