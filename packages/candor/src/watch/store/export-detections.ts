import { severityRank } from '../../core/severity.js';
import { version } from '../../core/version.js';
import type { Detection } from '../detection.js';

/** Formats in which detections leave. */
export const exportFormats = ['ocsf', 'ecs', 'csv', 'otlp'] as const;
/** One of {@link exportFormats}. */
export type ExportFormat = (typeof exportFormats)[number];

/** One line a detection; CSV begins with its header. */
export function exportDetections(detections: readonly Detection[], format: ExportFormat): string[] {
  switch (format) {
    case 'ocsf':
      return detections.map((one) => JSON.stringify(toOcsf(one)));
    case 'ecs':
      return detections.map((one) => JSON.stringify(toEcs(one)));
    case 'csv':
      return [csvHeader.join(','), ...detections.map(toCsv)];
    case 'otlp':
      return [JSON.stringify(toOtlp(detections))];
    default: {
      const never: never = format;
      return never;
    }
  }
}

/** OCSF 1.3, class Detection Finding (2004), activity Create. */
function toOcsf(one: Detection) {
  return {
    activity_id: 1,
    category_uid: 2,
    class_uid: 2004,
    type_uid: 200_401,
    time: one.at.getTime(),
    severity_id: severityRank(one.severity) + 1,
    severity: one.severity,
    message: one.title,
    metadata: { version: '1.3.0', product: { name: 'candor', version, vendor_name: 'Candor' } },
    finding_info: {
      uid: one.id,
      title: one.title,
      analytic: { uid: one.rule, name: one.title, type_id: 1 },
      attacks: one.techniques.map((uid) => ({ technique: { uid } })),
    },
    observables: one.keys.map(({ type, value }) => ({ name: type, type_id: observableType[type], value })),
    raw_data: one.evidence,
  };
}

/** OCSF's observable types: 0 other, 1 host name, 2 IP address, 4 user name, 7 file name, 8 hash, 9 process name. */
const observableType = {
  address: 2,
  account: 4,
  process: 9,
  container: 0,
  path: 7,
  sha256: 8,
  domain: 1,
  request: 0,
} as const;

/** Elastic Common Schema 8, `event.kind: alert`. */
function toEcs(one: Detection) {
  const values = (type: string) => one.keys.filter((key) => key.type === type).map((key) => key.value);
  return {
    '@timestamp': one.at.toISOString(),
    'ecs.version': '8.11.0',
    'event.kind': 'alert',
    'event.id': one.id,
    'event.severity': severityRank(one.severity) * 25,
    'event.original': one.evidence,
    'event.provider': one.sensor,
    'log.level': one.severity,
    'rule.id': one.rule,
    'rule.name': one.title,
    'threat.technique.id': one.techniques,
    'related.ip': values('address'),
    'related.user': values('account'),
    'related.hash': values('sha256'),
    'container.name': values('container')[0],
    message: one.title,
  };
}

const csvHeader = ['at', 'severity', 'rule', 'title', 'techniques', 'keys', 'sensor', 'source', 'evidence'];

function toCsv(one: Detection): string {
  const keys = one.keys.map(({ type, value }) => `${type}:${value}`).join(' ');
  const { severity, rule, title, techniques, sensor, source, evidence } = one;
  return [one.at.toISOString(), severity, rule, title, techniques.join(' '), keys, sensor, source, evidence]
    .map(csvCell)
    .join(',');
}

/** RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe. */
function csvCell(text: string): string {
  const plain = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '?');
  const safe = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** OTLP/HTTP JSON (opentelemetry-proto 1.x, `ExportLogsServiceRequest`). */
export function toOtlp(detections: readonly Detection[]) {
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  return {
    resourceLogs: [
      {
        resource: { attributes: [text('service.name', 'candor'), text('service.version', version)] },
        scopeLogs: [
          {
            scope: { name: 'candor.watch' },
            logRecords: detections.map((one) => ({
              timeUnixNano: `${one.at.getTime()}000000`,
              severityNumber: [5, 9, 13, 17, 21][severityRank(one.severity)],
              severityText: one.severity,
              body: { stringValue: one.title },
              attributes: [
                text('event.id', one.id),
                text('rule.id', one.rule),
                text('log.record.original', one.evidence),
                ...one.keys.map(({ type, value }) => text(`candor.${type}`, value)),
              ],
            })),
          },
        ],
      },
    ],
  };
}
