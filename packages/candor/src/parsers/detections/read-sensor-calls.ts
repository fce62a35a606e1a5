import type { EvidenceRef } from '../../core/evidence.js';
import type { Call, CallOrigin, Evaluation } from '../../facts/detections.js';
import type { SensorLines } from '../../facts/sensor-lines.js';
import type { SensorEvent, SensorResult } from '../../formats/sensor-events/sensor-record.js';
import { ThreadLives } from '../../formats/sensor-events/thread-lives.js';
import { analyseCommand } from '../../formats/shell/analyse-command.js';
import { asReverseShell, strangeConnections } from './reverse-shells.js';

/** Launches that a sensor saw, each with what became of it. */
export function callsOfSensor({ subject, ref, records }: SensorLines): Call[] {
  const results = new Map<string, SensorResult>();
  const names = new Map<SensorEvent, string>();
  const lives = new ThreadLives();
  for (const record of records) {
    const life = lives.of(record);
    if (record.kind === 'spawn') names.set(record, `${life}:${record.seq}`);
    if (record.kind !== 'spawn-result') continue;
    const known = results.get(`${life}:${record.of}`);
    results.set(`${life}:${record.of}`, known ? { ...record, childPid: record.childPid ?? known.childPid } : record);
  }
  const connections = strangeConnections(records);
  return [...names].map(([event, name]) =>
    asReverseShell(toCall(event, results.get(name) ?? null, subject, ref), event, connections),
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
    seenBy: null,
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

/** A launch that the check of calls names by what its command does needs no second word. */
function isNamedAsCall(event: SensorEvent): boolean {
  if (event.kind !== 'spawn') return false;
  const { weight } = analyseCommand(commandLine(event.argv.length > 0 ? event.argv : [event.file ?? '']));
  return weight === 'attack' || weight === 'sign';
}

/**
 * What a request brought and the process evaluated: generated code that reaches for the process, and whatever code
 * without a file of its own did inside a request, be it a launch, a connection, a worker or an addon. The command does
 * not matter then: a theft of the environment needs none.
 */
export function evaluationsOfSensor({ subject, ref, records }: SensorLines): Evaluation[] {
  const found = new Map<string, Evaluation>();
  for (const event of records) {
    if (!('provenance' in event) || event.severity !== 'critical' || event.request === null) continue;
    if (event.kind !== 'codegen' && originOf(event.provenance) !== 'evaluated') continue;
    if (isNamedAsCall(event)) continue;
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
            frame: `${deedOf(event)} at ${event.site || 'an unknown place'}, ${event.request.method} ${event.request.path}`,
            deed: {
              kind: event.kind,
              request: `${event.request.method} ${event.request.path}`,
              site: event.site || null,
              provenance: event.provenance,
              peer: event.peer,
            },
            count: 1,
            evidence: [{ ...ref, line: event.line, excerpt: (event.code ?? event.reason).slice(0, 300) }],
          },
    );
  }
  return [...found.values()];
}

function deedOf(event: SensorEvent): string {
  const code = event.code ?? '';
  if (event.kind === 'codegen')
    return /\bprocess\s*(?:\?\.|\.|\[)\s*["']?env\b/.test(code)
      ? `${event.api}, which reads the environment,`
      : event.api;
  if (event.kind === 'spawn') return `start of ${commandLine(event.argv).slice(0, 120)}`;
  return `${event.api} ${event.peer ?? event.file ?? ''}`.trim();
}
