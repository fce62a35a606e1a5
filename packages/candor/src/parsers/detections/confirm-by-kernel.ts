import { type EvidenceRef, refTo } from '../../core/evidence.js';
import type { Call } from '../../facts/detections.js';
import type { ExecEvent } from '../../formats/exec-events/exec-event.js';
import { readFalco } from '../../formats/falco/read-falco.js';
import { readTetragon } from '../../formats/tetragon/read-tetragon.js';
import { auditReadings } from '../audit-readings.js';
import type { ParseContext } from '../parser.js';
import { type Reading, readArtifacts } from '../readings.js';
import { commandLine } from './read-sensor-calls.js';

/** A program start that the kernel's side saw, with where that stands. */
export interface SeenExec {
  readonly exec: ExecEvent;
  readonly command: string;
  readonly ref: EvidenceRef;
}

/** How far a log line and the kernel's event of one start may stand apart. */
const windowMs = 5000;

/** Program starts of `audit.log`, `falco.events` and `tetragon.events`. */
export function kernelExecs(context: ParseContext): SeenExec[] {
  return [
    ...auditReadings(context).rows.flatMap((row) => toSeen(row, row.value.execs)),
    ...readArtifacts(context, 'falco.events', readFalco).rows.flatMap((row) => toSeen(row, row.value)),
    ...readArtifacts(context, 'tetragon.events', readTetragon).rows.flatMap((row) => toSeen(row, row.value.execs)),
  ];
}

function toSeen<T>(row: Reading<T>, execs: readonly ExecEvent[]): SeenExec[] {
  return execs
    .filter((exec) => exec.success !== false && exec.argv.length > 0)
    .map((exec) => {
      const command = commandLine(exec.argv);
      return { exec, command, ref: refTo(row.artifact, exec.line, command) };
    });
}

/** Calls whose outcome nobody kept count as run when the kernel saw the same command at that time. */
export function confirmByKernel(calls: readonly Call[], execs: readonly SeenExec[]): Call[] {
  const byCommand = new Map<string, SeenExec[]>();
  for (const seen of execs) {
    const list = byCommand.get(seen.command);
    if (list) list.push(seen);
    else byCommand.set(seen.command, [seen]);
  }
  return calls.map((call) => {
    const at = call.at;
    if (call.executed !== 'unknown' || call.requestEcho || at === null) return call;
    const seen = byCommand
      .get(call.command)
      ?.find(({ exec }) => Math.abs(exec.at.getTime() - at.getTime()) <= windowMs);
    if (!seen) return call;
    const executedBecause = `the kernel saw it start (${seen.exec.source}, pid ${seen.exec.pid ?? 'not told'})`;
    const [first, ...rest] = call.evidence;
    return { ...call, executed: 'yes', executedBecause, hostPid: seen.exec.pid, evidence: [first, ...rest, seen.ref] };
  });
}
