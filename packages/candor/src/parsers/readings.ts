import type { ArtifactId } from '../core/artifact-catalogue.js';
import { type Artifact, type EvidenceRef, hasContent, isNonEmpty, isTestimony, refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, reasonOf, unknown } from '../core/fact.js';
import type { Parsed } from '../core/parsed.js';
import type { ParseContext } from './parser.js';

/** One artefact and what was read from it. */
export interface Reading<T> {
  readonly artifact: Artifact;
  readonly value: T;
}

/** All that could be read of one artefact id, and the first hole in it. */
export interface Readings<T> {
  readonly rows: readonly Reading<T>[];
  readonly gap: Gap | null;
}

/** Reads every artefact of an id. Testimony is no observation; filtered, cut and odd texts leave a gap. */
export function readArtifacts<T>(
  context: ParseContext,
  id: ArtifactId,
  read: (text: string, artifact: Artifact) => Parsed<T>,
  subject?: string,
): Readings<T> {
  return readRawArtifacts(context, id, (artifact) => read(artifact.text(), artifact), subject);
}

/** As {@link readArtifacts}, for readers that take the artefact in pieces: a log of 200 MB is never one string. */
export function readRawArtifacts<T>(
  context: ParseContext,
  id: ArtifactId,
  read: (artifact: Artifact) => Parsed<T>,
  subject?: string,
): Readings<T> {
  const artifacts = context.artifacts(id, subject);
  if (artifacts.length === 0) return { rows: [], gap: { reason: 'not-collected', detail: `${id} was not collected` } };
  const rows: Reading<T>[] = [];
  let gap: Gap | null = null;
  for (const artifact of artifacts) {
    const outcome = readOne(artifact, read);
    if (outcome.row) rows.push(outcome.row);
    gap ??= outcome.gap;
  }
  return { rows, gap };
}

function readOne<T>(
  artifact: Artifact,
  read: (artifact: Artifact) => Parsed<T>,
): { row: Reading<T> | null; gap: Gap | null } {
  const gap = gapOf(artifact);
  if (!hasContent(artifact) || isTestimony(artifact)) return { row: null, gap };
  const value = read(artifact);
  if (!value.ok) {
    const place = value.line === null ? '' : `, line ${value.line}`;
    return {
      row: null,
      gap: { reason: 'unparseable', detail: `${artifact.path ?? artifact.id}${place}: ${value.reason}` },
    };
  }
  const warning = value.warnings[0];
  const odd = warning
    ? {
        reason: 'unparseable' as const,
        detail: `${artifact.path ?? artifact.id}, line ${warning.line ?? '?'}: ${warning.message}`,
      }
    : null;
  return { row: { artifact, value: value.value }, gap: gap ?? odd };
}

/** The hole that an artefact leaves: its status, a cut, or that it is only a person's word; null when it is whole. */
export function gapOf(artifact: Artifact): Gap | null {
  const reason = reasonOf(artifact.status);
  const name = artifact.subject === 'host' ? artifact.id : `${artifact.id} of ${artifact.subject}`;
  if (reason)
    return { reason, detail: artifact.detail ? `${name}: ${artifact.detail}` : `${name} is ${artifact.status}` };
  if (isTestimony(artifact)) return { reason: 'not-collected', detail: `${name} is testimony, not an observation` };
  if (artifact.filtered)
    return { reason: 'not-collected', detail: `${name} was cut by a filter: it shows what it shows, never "none"` };
  const failed = artifact.source && 'command' in artifact.source && (artifact.source.exitCode ?? 0) !== 0;
  return failed && artifact.sizeBytes === 0
    ? { reason: 'unparseable', detail: `${name}: the command failed and printed nothing` }
    : null;
}

/** A fact from readings: unknown without any row, partial with a gap, else complete. */
export function factOf<T, V>(
  readings: Readings<T>,
  value: V,
  options: { gap?: Gap | null; refs?: readonly EvidenceRef[] } = {},
): Fact<V> {
  const evidence = [...readings.rows.map((row) => refTo(row.artifact)), ...(options.refs ?? [])];
  const gap = readings.gap ?? options.gap ?? null;
  if (!isNonEmpty(evidence)) return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'not collected');
  const observedAt = readings.rows[0]?.artifact.capturedAt ?? new Date(0);
  return gap ? partial(value, gap, evidence, observedAt) : known(value, evidence, observedAt);
}

/** The name in `container:<name>`; null for another kind of subject. */
export function containerOf(subject: string): string | null {
  return subject.startsWith('container:') ? subject.slice('container:'.length) : null;
}
