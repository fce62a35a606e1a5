import { type EvidenceRef, isNonEmpty } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown, valueIfKnown } from '../core/fact.js';
import { processes } from '../facts/processes.js';
import { type SensorLines, sensorLines } from '../facts/sensor-lines.js';
import { type StartHalf, type StartHalves, type StartSeen, type StartView, startView } from '../facts/starts.js';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { sensorAwake } from '../sensors/awake-spans.js';
import { type Correlated, correlate } from '../sensors/correlate.js';
import { descendants } from '../sensors/descendants.js';
import { insideStarts } from '../sensors/inside-starts.js';
import { type KernelSide, kernelSide } from './detections/kernel-side.js';
import { commandLine } from './detections/read-sensor-calls.js';
import { defineParser, type ParseContext } from './parser.js';

/** Joins both halves, one subject at a time. Only what runs below a process with a sensor is its business. */
export const startViewParser = defineParser(startView, (context): Fact<StartView> => {
  const lines = context.fact(sensorLines);
  const kernel = kernelSide(context);
  if (lines.status === 'unknown') return unknown(lines.reason, lines.detail);
  const each = bySubject(lines.value).map((own) => joinSubject(own, kernel, watchedPids(context, own)));
  const value = { starts: each.flatMap((one) => one.starts), halves: each.map((one) => one.halves) };
  const refs = [...lines.evidence, ...(kernel ? [kernel.ref] : [])];
  if (!isNonEmpty(refs)) return unknown('absent-sensor', 'no line of a sensor stands in the evidence');
  const gap = lines.gap ?? kernelGap(kernel);
  return gap ? partial(value, gap, refs, context.now) : known(value, refs, context.now);
});

function kernelGap(kernel: KernelSide | null): Gap | null {
  if (kernel === null) return { reason: 'absent-sensor', detail: 'no source of the kernel stands in the evidence' };
  return kernel.lost > 0
    ? { reason: 'absent-sensor', detail: `${kernel.name} lost at least ${kernel.lost} records` }
    : null;
}

function bySubject(all: readonly SensorLines[]): SensorLines[] {
  const found = new Map<string, SensorLines>();
  for (const lines of all) {
    const old = found.get(lines.subject);
    found.set(lines.subject, old ? { ...old, records: [...old.records, ...lines.records] } : lines);
  }
  return [...found.values()];
}

/** Node's processes as the kernel counts: on the host the sensor's own pids, of a container those in the process list. */
function watchedPids(context: ParseContext, { subject, records }: SensorLines): number[] {
  if (subject === 'host') return [...new Set(records.map((record) => record.pid))];
  const container = subject.replace(/^container:/, '');
  return (valueIfKnown(context.fact(processes))?.items ?? [])
    .filter(
      (one) => one.container === container && one.pidNamespace === 'host' && /(?:^|\/)node(?:js)?$/.test(one.exe ?? ''),
    )
    .map((one) => one.pid);
}

function joinSubject(
  lines: SensorLines,
  kernel: KernelSide | null,
  watched: readonly number[],
): { starts: StartSeen[]; halves: StartHalves } {
  const samePids = lines.subject === 'host';
  const inside = {
    green: sensorAwake(lines.records),
    lost: lines.ledger.dropped + lines.ledger.outputLost + lines.ledger.missing,
  };
  const execs = kernel === null ? [] : descendants(kernel.execs, watched);
  // Of a container whose processes are not known nothing can be said to be the kernel's alone.
  const isKnown = watched.length > 0;
  const joined = correlate({
    inside: insideStarts(lines.records),
    outside: isKnown ? execs : (kernel?.execs ?? []),
    coverage: { inside, outside: { green: kernel?.awake ?? [], lost: kernel?.lost ?? 1 } },
    watchedPids: watched,
    samePids,
  });
  const starts = joined
    .filter((one) => isKnown || one.side !== 'kernel-only')
    .flatMap((one) => toStart(one, lines, kernel, new Set(watched)));
  const half: StartHalf = { name: 'candor-sensor', awake: inside.green, lost: inside.lost };
  return {
    starts,
    halves: {
      subject: lines.subject,
      process: half,
      kernel: kernel && { name: kernel.name, awake: kernel.awake, lost: kernel.lost },
      ref: lines.ref,
    },
  };
}

function toStart(
  one: Correlated,
  lines: SensorLines,
  kernel: KernelSide | null,
  watched: ReadonlySet<number>,
): StartSeen[] {
  const { inside, outside } = one;
  const command = commandLine(outside?.argv ?? inside?.argv ?? []);
  const refs: EvidenceRef[] = [
    ...(inside ? [{ ...lines.ref, line: inside.line, excerpt: command.slice(0, 300) }] : []),
    ...(outside && kernel ? [kernel.refOf(outside)] : []),
  ];
  if (!isNonEmpty(refs)) return [];
  return [
    {
      side: one.side,
      // Below a start that the sensor missed everything is missed; the first one is the finding.
      claim: one.claim && (one.side !== 'kernel-only' || (outside?.ppid != null && watched.has(outside.ppid))),
      reason: one.reason,
      subject: lines.subject,
      at: timeOf(inside?.fromMs ?? null, outside),
      command,
      hostPid: outside?.pid ?? (lines.subject === 'host' ? (inside?.childPid ?? null) : null),
      evidence: refs,
    },
  ];
}

function timeOf(insideMs: number | null, outside: ExecEvent | null): Date {
  return outside?.at ?? new Date(insideMs ?? 0);
}
