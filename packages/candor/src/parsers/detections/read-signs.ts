import type { EvidenceRef } from '../../core/evidence.js';
import { knownSink, parseStack, withoutSensorFrames } from '../../events/stack-frames.js';
import type { Attempt, Detections, Evaluation, MonitorState, SocketError } from '../../facts/detections.js';
import type { LogOf } from '../../facts/logs.js';
import type { LogRecord } from '../../formats/logs/log-record.js';

function refOf(log: LogOf, record: LogRecord): EvidenceRef {
  return { ...log.ref, line: record.line, excerpt: record.raw.slice(0, 300) };
}

/** Errors whose stack passes through a known vulnerable sink: code was evaluated there. One entry a sink and log. */
export function readEvaluations(log: LogOf): Evaluation[] {
  const found = new Map<string, Evaluation & { evidence: EvidenceRef[] }>();
  for (const record of log.reading.records) {
    if (record.kind !== 'error') continue;
    const sink = knownSink(withoutSensorFrames(parseStack(record.fields.stack ?? record.raw)));
    if (!sink) continue;
    const seen = found.get(sink.cve);
    if (seen) found.set(sink.cve, { ...seen, count: seen.count + 1 });
    else
      found.set(sink.cve, {
        subject: log.subject,
        at: record.at,
        advisory: sink.cve,
        deed: null,
        package: sink.package,
        frame: sink.frame.text,
        count: 1,
        evidence: [refOf(log, record)],
      });
  }
  return [...found.values()];
}

/** Socket errors of the app's own connections by peer. Errors of nginx towards its upstream are not the app's. */
export function readSocketErrors(log: LogOf): SocketError[] {
  if (log.artifact !== 'docker.logs') return [];
  const found = new Map<string, SocketError & { evidence: [EvidenceRef, ...EvidenceRef[]] }>();
  for (const record of log.reading.records) {
    const { address, port, code } = record.fields;
    if (record.kind !== 'socket-error' || address === undefined) continue;
    const key = `${address}:${port ?? ''}`;
    const seen = found.get(key);
    if (seen) {
      if (seen.evidence.length < 3) seen.evidence.push(refOf(log, record));
      found.set(key, { ...seen, count: seen.count + 1 });
    } else
      found.set(key, {
        subject: log.subject,
        at: record.at,
        code: code ?? '',
        peer: address,
        port: port === undefined ? null : Number(port),
        count: 1,
        evidence: [refOf(log, record)],
      });
  }
  return [...found.values()];
}

/** What monitors say of themselves, in order of time. */
export function readMonitors(log: LogOf): MonitorState[] {
  return log.reading.records.flatMap((record): MonitorState[] => {
    const state = record.fields.state;
    if (record.kind !== 'sensor-state' || (state !== 'installed' && state !== 'disabled' && state !== 'failed'))
      return [];
    return [
      {
        subject: log.subject,
        at: record.at,
        name: record.fields.sensor ?? 'monitor',
        state,
        detail: record.fields.flag ?? record.fields.module ?? record.fields.message ?? '',
        evidence: [refOf(log, record)],
      },
    ];
  });
}

/** Starts of the app, with the framework's version where the banner names it. */
export function readStarts(log: LogOf): Detections['starts'] {
  return log.reading.records
    .filter((record) => record.kind === 'app-start' && record.fields.version !== undefined)
    .map((record) => ({
      subject: log.subject,
      at: record.at,
      framework: record.fields.product ?? null,
      version: record.fields.version ?? null,
      evidence: [refOf(log, record)] as const,
    }));
}

/** Odd requests by client: what they try, how often, and whether all were refused (BACKGROUND_SCAN). */
export function readAttempts(log: LogOf): Attempt[] {
  const found = new Map<string, { client: string | null; records: LogRecord[] }>();
  for (const record of log.reading.records) {
    if (record.kind !== 'request') continue;
    const client = record.fields.client ?? record.fields.address ?? record.fields.remote ?? null;
    const key = client ?? '';
    const group = found.get(key) ?? { client, records: [] };
    group.records.push(record);
    found.set(key, group);
  }
  return [...found.values()].map(({ client, records }) => toAttempt(log, client, records));
}

function toAttempt(log: LogOf, client: string | null, records: readonly LogRecord[]): Attempt {
  const times = records.flatMap((record) => record.at ?? []).sort((a, b) => a.getTime() - b.getTime());
  const first = records[0];
  const target = first
    ? `${first.fields.method ?? ''} ${first.fields.path ?? first.fields.target ?? first.fields.url ?? ''}`
        .trim()
        .slice(0, 120)
    : '';
  return {
    subject: log.subject,
    client,
    what: target,
    first: times[0] ?? null,
    last: times.at(-1) ?? null,
    count: records.length,
    refused: records.every((record) => /^4\d\d$/.test(record.fields.status ?? '')),
    evidence: first ? [refOf(log, first)] : [log.ref],
  };
}
