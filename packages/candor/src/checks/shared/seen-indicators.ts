import type { EvidenceRef } from '../../core/evidence.js';
import type { LayerChange } from '../../facts/containers.js';
import type { Detections } from '../../facts/detections.js';
import type { Process } from '../../facts/processes.js';
import type { Connection } from '../../facts/sockets.js';
import { analyseArguments } from '../../formats/shell/analyse-command.js';
import { type CaseIndicator, hostOf } from './case-indicators.js';

/** An earlier indicator in an observation of this bundle. */
export interface Recurrence {
  readonly indicator: CaseIndicator;
  readonly subject: string;
  /** Where and when, in words. */
  readonly seen: string;
  /** When it happened, where that is known. */
  readonly at: Date | null;
  readonly ref: EvidenceRef;
}

/** What a bundle itself observed; null = not known. */
export interface Observations {
  readonly detections: Detections | null;
  readonly processes: readonly Process[] | null;
  readonly connections: readonly Connection[] | null;
  readonly changes: readonly LayerChange[] | null;
}

interface Trace {
  readonly subject: string;
  readonly seen: string;
  readonly at: Date | null;
  readonly ref: EvidenceRef;
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  readonly hashes: readonly string[];
  readonly sizeBytes: number | null;
  readonly text: string;
}

/** Indicators of earlier reports that stand in this bundle's own observations, one entry a host or file and place: the latest. */
export function recurrences(indicators: readonly CaseIndicator[], observed: Observations): readonly Recurrence[] {
  const traces = [
    ...(observed.detections ? ofLogs(observed.detections) : []),
    ...(observed.processes ?? []).map(ofProcess),
    ...(observed.connections ?? []).map(ofConnection),
    ...(observed.changes ?? []).map(ofChange),
  ];
  const found = new Map<string, Recurrence>();
  for (const indicator of indicators.filter(standsSomewhere(traces))) {
    for (const trace of traces) {
      const key = `${hostOf(indicator) ?? indicator.value} ${trace.subject} ${trace.ref.artifact}`;
      if (!stands(indicator, trace)) continue;
      const known = found.get(key);
      // The latest sighting tells most: a return after the report weighs more than the event that it was about.
      if (known && (known.at?.getTime() ?? 0) >= (trace.at?.getTime() ?? 0)) continue;
      found.set(key, {
        indicator: known?.indicator ?? indicator,
        subject: trace.subject,
        seen: trace.seen,
        at: trace.at,
        ref: trace.ref,
      });
    }
  }
  return [...found.values()];
}

/** Long lists meet few traces: one set of all that was seen spares comparing each with each. */
function standsSomewhere(traces: readonly Trace[]): (indicator: CaseIndicator) => boolean {
  const values = new Set(
    traces.flatMap((trace) => [...trace.hosts, ...trace.paths, ...trace.hashes, String(trace.sizeBytes)]),
  );
  return (indicator) =>
    indicator.type === 'wallet' ||
    values.has(hostOf(indicator) ?? '') ||
    values.has(indicator.value) ||
    values.has(indicator.value.toLowerCase());
}

function stands(indicator: CaseIndicator, trace: Trace): boolean {
  switch (indicator.type) {
    case 'sha256':
    case 'md5':
      return trace.hashes.includes(indicator.value.toLowerCase());
    case 'size':
      return trace.sizeBytes === Number(indicator.value);
    case 'path':
      return trace.paths.includes(indicator.value);
    case 'wallet':
      return trace.text.includes(indicator.value);
    default: {
      const host = hostOf(indicator);
      return host !== null && trace.hosts.includes(host);
    }
  }
}

const nothing = { at: null, hosts: [], paths: [], hashes: [], sizeBytes: null, text: '' } as const;

function when(at: Date | null): string {
  return at === null ? '' : ` at ${at.toISOString()}`;
}

/** Refused requests of an old acquaintance are no recurrence: only what the server itself did counts. */
function ofLogs(detections: Detections): Trace[] {
  const calls = detections.calls
    .filter((call) => !call.requestEcho)
    .map((call) => ({
      ...nothing,
      subject: call.subject,
      seen: `in a command of the app${when(call.at)}`,
      at: call.at,
      ref: call.evidence[0],
      hosts: call.analysis.indicators.flatMap((each) => hostOf({ type: each.type, value: each.value }) ?? []),
      paths: call.analysis.indicators.flatMap((each) => (each.type === 'path' ? [each.value] : [])),
      text: call.command,
    }));
  const errors = detections.socketErrors.map((error) => ({
    ...nothing,
    subject: error.subject,
    seen: `as a connection that the app itself tried (${error.code}${error.port === null ? '' : `, port ${error.port}`}, ${error.count} times)${when(error.at)}`,
    at: error.at,
    ref: error.evidence[0],
    hosts: [error.peer.toLowerCase()],
  }));
  return [...calls, ...errors];
}

function ofProcess(process: Process): Trace {
  const { indicators } = analyseArguments(process.argv);
  return {
    ...nothing,
    subject: process.container === null ? 'host' : `container:${process.container}`,
    seen: `in pid ${process.pid} (${process.args.slice(0, 80)})`,
    ref: process.ref,
    hosts: indicators.flatMap((each) => hostOf({ type: each.type, value: each.value }) ?? []),
    paths: [...(process.exe === null ? [] : [process.exe]), ...process.argv.filter((word) => word.startsWith('/'))],
    text: process.args,
  };
}

function ofConnection(connection: Connection): Trace {
  return {
    ...nothing,
    subject: connection.subject,
    seen: `as an open connection (${connection.state}${connection.pid === null ? '' : `, pid ${connection.pid}`})`,
    ref: connection.ref,
    hosts: connection.outbound ? [connection.peerAddress.replace(/^::ffff:/, '')] : [],
  };
}

function ofChange(change: LayerChange): Trace {
  const { sha256 = null, md5 = null, sizeBytes = null } = change.file ?? {};
  return {
    ...nothing,
    subject: `container:${change.container}`,
    seen: `as a file in its writable layer, ${change.path}`,
    ref: change.ref,
    paths: change.kind === 'deleted' ? [] : [change.path],
    hashes: [sha256, md5].flatMap((digest) => digest ?? []),
    sizeBytes,
  };
}
