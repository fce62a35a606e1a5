import type { EventLogSource, FieldValue, WatchEvent } from '../../core/event.js';
import type { SensorEvent, SensorRecord, SensorStatus } from '../../formats/sensor-events/sensor-record.js';
import { eventOf, fieldsOf, type Place } from './event-of.js';
import { commandLine } from './exec-event.js';

/** A line of the app's sensor as an event; null for what only closes another one. */
export function sensorEvent(
  record: SensorRecord,
  place: Place,
  container: string | null,
  raw: string,
): WatchEvent | null {
  switch (record.kind) {
    case 'heartbeat':
    case 'state':
      return eventOf(place, record.at, health, statusFields(record, container), raw);
    case 'self-test':
      return eventOf(
        place,
        record.at,
        health,
        fieldsOf({
          'event.action': 'self-test',
          'container.name': container,
          'candor.degraded': record.degraded.length > 0 ? [...record.degraded] : null,
          'process.pid': record.pid,
        }),
        raw,
      );
    case 'spawn-result':
    case 'aggregate':
      return null;
    default:
      return eventOf(place, record.at, logsourceOf(record), eventFields(record, container), raw);
  }
}

const health: EventLogSource = { product: 'candor', category: 'health', service: 'sensor' };

function logsourceOf(record: SensorEvent): EventLogSource {
  const service = 'sensor';
  if (record.kind === 'spawn') return { product: 'linux', category: 'process_creation', service };
  if (record.kind === 'connect') return { product: 'linux', category: 'network_connection', service };
  if (record.kind === 'dns') return { product: 'linux', category: 'dns_query', service };
  return { product: 'candor', category: record.kind, service };
}

function eventFields(record: SensorEvent, container: string | null): Record<string, FieldValue> {
  const peer = /^\[?(.+?)\]?:(\d{1,5})$/.exec(record.peer ?? '');
  return fieldsOf({
    'event.kind': record.kind,
    'event.action': record.api,
    'event.reason': record.reason,
    'event.outcome': record.blocked ? 'failure' : null,
    'candor.provenance': record.provenance,
    'candor.severity': record.severity,
    'candor.known': record.known,
    'candor.site': record.site,
    'container.name': container,
    'process.parent.pid': record.pid,
    'process.executable': record.file ?? record.argv[0],
    'process.command_line': record.argv.length > 0 ? commandLine(record.argv) : null,
    'process.args': record.argv.length > 0 ? [...record.argv] : null,
    'candor.code': record.code,
    'destination.ip': record.kind === 'connect' ? (peer?.[1] ?? record.peer) : null,
    'destination.port': record.kind === 'connect' && peer ? Number(peer[2]) : null,
    'dns.question.name': record.kind === 'dns' ? record.peer : null,
    'http.request.method': record.request?.method,
    'url.path': record.request?.path,
    'source.ip': record.request?.client,
    'candor.next_action': record.request?.nextAction,
  });
}

function statusFields(record: SensorStatus, container: string | null): Record<string, FieldValue> {
  return fieldsOf({
    'event.action': record.kind,
    'event.reason': record.change,
    'candor.mode': record.mode,
    'candor.tampered': record.tampered.length > 0 ? [...record.tampered] : null,
    'candor.degraded': record.degraded.length > 0 ? [...record.degraded] : null,
    'candor.dropped': record.counters.dropped,
    'container.name': container,
    'process.pid': record.pid,
  });
}
