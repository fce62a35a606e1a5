import { type EvidenceRef, refTo } from '../../core/evidence.js';
import type { Call, CallOrigin, Evaluation } from '../../facts/detections.js';
import type { LogOf } from '../../facts/logs.js';
import { readSensorEvents, readSensorLine } from '../../formats/sensor-events/read-sensor-events.js';
import type { SensorEvent, SensorRecord, SensorResult } from '../../formats/sensor-events/sensor-record.js';
import { analyseCommand } from '../../formats/shell/analyse-command.js';
import type { ParseContext } from '../parser.js';
import { readArtifacts } from '../readings.js';

/** The sensor's records of one place. */
export interface SensorLines {
  readonly subject: string;
  readonly ref: EvidenceRef;
  readonly records: readonly SensorRecord[];
}

/** Sensor lines from `sensor.events`, and from container logs, where the sensor writes without a collector. */
export function sensorLines(context: ParseContext, logs: readonly LogOf[]): SensorLines[] {
  const own = readArtifacts(context, 'sensor.events', readSensorEvents).rows.map(({ artifact, value }) => ({
    subject: artifact.subject,
    ref: refTo(artifact),
    records: value.records,
  }));
  const logged = logs.map((log) => ({
    subject: log.subject,
    ref: log.ref,
    records: log.reading.records.flatMap((record) =>
      record.kind === 'sensor-event' ? (readSensorLine(record.raw, record.line) ?? []) : [],
    ),
  }));
  return [...own, ...logged.filter((lines) => lines.records.length > 0)];
}

/** Launches that a sensor saw, each with what became of it. */
export function callsOfSensor({ subject, ref, records }: SensorLines): Call[] {
  const results = new Map<string, SensorResult>();
  for (const record of records)
    if (record.kind === 'spawn-result') {
      const key = `${record.pid}:${record.tid}:${record.of}`;
      const known = results.get(key);
      results.set(key, known ? { ...record, childPid: record.childPid ?? known.childPid } : record);
    }
  return records.flatMap((record) =>
    record.kind === 'spawn'
      ? [toCall(record, results.get(`${record.pid}:${record.tid}:${record.seq}`) ?? null, subject, ref)]
      : [],
  );
}

function toCall(event: SensorEvent, result: SensorResult | null, subject: string, ref: EvidenceRef): Call {
  const command = commandLine(event.argv.length > 0 ? event.argv : [event.file ?? '']);
  return {
    id: `sensor@${subject}:${event.pid}:${event.tid}:${event.seq}:${event.line}`,
    subject,
    at: event.at,
    lastAt: event.at,
    command,
    analysis: analyseCommand(command),
    origin: originOf(event.provenance),
    knownSink: null,
    ...outcomeOf(event, result),
    recursion: false,
    requestEcho: false,
    rawLines: 1,
    hostPid: null,
    evidence: [
      { ...ref, line: event.line, excerpt: `${event.provenance} ${event.site ?? ''}: ${command}`.slice(0, 300) },
    ],
  };
}

function originOf(provenance: string): CallOrigin {
  if (/^(?:eval|synthetic|orphan)$/.test(provenance)) return 'evaluated';
  return provenance === 'app' || provenance.startsWith('dep:') ? 'app' : 'unknown';
}

function outcomeOf(event: SensorEvent, result: SensorResult | null): Pick<Call, 'executed' | 'executedBecause'> {
  if (event.blocked) return { executed: 'no', executedBecause: 'the sensor refused it' };
  if (result === null) return { executed: 'unknown', executedBecause: 'no result of the launch was kept' };
  if ((result.childPid ?? 0) > 0)
    return { executed: 'yes', executedBecause: `the sensor saw the child's pid ${result.childPid}` };
  return result.exitCode === null || result.error !== null
    ? { executed: 'no', executedBecause: `nothing was started (${result.error ?? 'no child'})` }
    : { executed: 'yes', executedBecause: `the sensor saw the exit code ${result.exitCode}` };
}

/** One command line of an argument list: `sh -c TEXT` as TEXT, other words quoted where they need it. */
export function commandLine(argv: readonly string[]): string {
  const [shell = '', flag, text] = argv;
  if (argv.length === 3 && flag === '-c' && text !== undefined && /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(shell))
    return text;
  return argv.map((word) => (/^[\w./:=@%,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** Code that was generated inside a request and reaches for the process: evaluation of a stranger's code. */
export function evaluationsOfSensor({ subject, ref, records }: SensorLines): Evaluation[] {
  const found = new Map<string, Evaluation>();
  for (const event of records) {
    if (event.kind !== 'codegen' || event.severity !== 'critical' || event.request === null) continue;
    const old = found.get(event.key);
    found.set(
      event.key,
      old
        ? { ...old, count: old.count + 1 }
        : {
            subject,
            at: event.at,
            advisory: null,
            package: event.provenance,
            frame: `${event.api} at ${event.site ?? 'an unknown place'}, ${event.request.method} ${event.request.path}`,
            count: 1,
            evidence: [{ ...ref, line: event.line, excerpt: (event.code ?? event.reason).slice(0, 300) }],
          },
    );
  }
  return [...found.values()];
}
