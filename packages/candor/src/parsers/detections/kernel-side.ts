import { type Artifact, type EvidenceRef, refTo } from '../../core/evidence.js';
import type { ExecEvent } from '../../formats/exec-events/exec-event.js';
import { readFalco } from '../../formats/falco/read-falco.js';
import { readTetragon } from '../../formats/tetragon/read-tetragon.js';
import { auditAwake, type Span, spokenSpan } from '../../sensors/awake-spans.js';
import { auditReadings } from '../audit-readings.js';
import type { ParseContext } from '../parser.js';
import { readArtifacts } from '../readings.js';
import { commandLine } from './read-sensor-calls.js';

/** What the best kernel source of the evidence tells. */
export interface KernelSide {
  readonly name: ExecEvent['source'];
  readonly execs: readonly ExecEvent[];
  /** When its silence counts; never for Falco, which writes alerts and not all starts. */
  readonly awake: readonly Span[];
  readonly lost: number;
  readonly ref: EvidenceRef;
  readonly refOf: (exec: ExecEvent) => EvidenceRef;
}

/** One source, so that no start is counted twice: auditd, else Tetragon, else Falco; null without any. */
export function kernelSide(context: ParseContext): KernelSide | null {
  return fromAudit(context) ?? fromTetragon(context) ?? fromFalco(context);
}

function fromAudit(context: ParseContext): KernelSide | null {
  const rows = auditReadings(context).rows.filter(({ value }) => value.execs.length > 0);
  return sideOf(
    'audit',
    rows.map(({ artifact, value }) => ({ artifact, execs: value.execs, awake: auditAwake(value), lost: value.lost })),
  );
}

function fromTetragon(context: ParseContext): KernelSide | null {
  const rows = readArtifacts(context, 'tetragon.events', readTetragon).rows;
  return sideOf(
    'tetragon',
    rows.map(({ artifact, value }) => ({ artifact, execs: value.execs, awake: spokenSpan(value.execs), lost: 0 })),
  );
}

function fromFalco(context: ParseContext): KernelSide | null {
  const rows = readArtifacts(context, 'falco.events', readFalco).rows;
  return sideOf(
    'falco',
    rows.map(({ artifact, value }) => ({ artifact, execs: value, awake: [], lost: 0 })),
  );
}

interface Row {
  readonly artifact: Artifact;
  readonly execs: readonly ExecEvent[];
  readonly awake: readonly Span[];
  readonly lost: number;
}

function sideOf(name: ExecEvent['source'], rows: readonly Row[]): KernelSide | null {
  const [first] = rows;
  if (!first || rows.every((row) => row.execs.length === 0)) return null;
  const artifactOf = new Map(rows.flatMap((row) => row.execs.map((exec) => [exec, row.artifact] as const)));
  return {
    name,
    execs: rows.flatMap((row) => row.execs),
    awake: rows.flatMap((row) => row.awake),
    lost: rows.reduce((sum, row) => sum + row.lost, 0),
    ref: refTo(first.artifact),
    refOf: (exec) => refTo(artifactOf.get(exec) ?? first.artifact, exec.line, commandLine(exec.argv)),
  };
}
