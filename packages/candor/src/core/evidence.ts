import type { ArtifactContent } from './artifact-content.js';

/** Where a statement comes from: an artefact of the bundle, optionally a line of it (1-based) and its text. */
export interface EvidenceRef {
  readonly artifact: string;
  readonly subject: string;
  readonly path?: string;
  readonly line?: number;
  /** At most 300 characters; control characters are escaped at the outlet, not here. */
  readonly excerpt?: string;
}

/** A list that cannot be empty: what makes "a pass without evidence" a type error. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Narrows a list to {@link NonEmpty}. */
export function isNonEmpty<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0;
}

/** Status of an artefact in a manifest (evidence.md). Only `ok` and, with care, `truncated` carry content. */
export const artifactStatuses = [
  'ok',
  'denied',
  'absent',
  'timeout',
  'error',
  'truncated',
  'unreachable',
  'disabled',
  'not-collected',
] as const;
/** One of {@link artifactStatuses}. */
export type ArtifactStatus = (typeof artifactStatuses)[number];

/** How an artefact was obtained. `testimony` is a person's word and is graded so, always. */
export type ArtifactSource =
  | { readonly command: readonly string[]; readonly exitCode?: number | null }
  | { readonly file: string }
  | { readonly api: string }
  | { readonly testimony: string };

/** One artefact: its provenance, and its bytes on demand. */
export interface Artifact extends ArtifactContent {
  readonly id: string;
  /** `host`, `container:<name>`, `project:<compose project>` or `external:<vantage>`. */
  readonly subject: string;
  readonly order: number;
  readonly path: string | null;
  readonly source: ArtifactSource | null;
  /** True when the output was cut by grep, head or selection: supports what it shows, never "only" or "none". */
  readonly filtered: boolean;
  readonly capturedAt: Date;
  readonly status: ArtifactStatus;
  readonly detail: string | null;
}

/** Facts about the capture as a whole. */
export interface BundleHeader {
  readonly format: 'candor-evidence/1';
  readonly capturedAt: Date;
  readonly collector: { readonly name: string; readonly version: string; readonly mode: 'local' | 'shell' | 'manual' };
  readonly host: {
    readonly name: string;
    readonly cpus: number | null;
    readonly memoryBytes: number | null;
    readonly timezone: string | null;
  };
  readonly window: { readonly since: Date | null };
  readonly privileges: { readonly uid: number | null };
}

/** Everything that is judged: artefacts in their order, and what was odd about the bundle itself. */
export interface Bundle {
  readonly header: BundleHeader;
  readonly artifacts: readonly Artifact[];
  readonly warnings: readonly string[];
}

/** True when the artefact's bytes may be read as content. */
export function hasContent(artifact: Artifact): boolean {
  return artifact.status === 'ok' || artifact.status === 'truncated';
}

/** True when the artefact is a person's word. */
export function isTestimony(artifact: Artifact): boolean {
  return artifact.source !== null && 'testimony' in artifact.source;
}

/** Longest excerpt that is carried in an evidence reference, in characters. */
export const excerptLimit = 300;

/** A reference to an artefact or to one line of it. */
export function refTo(artifact: Artifact, line?: number | null, excerpt?: string): EvidenceRef {
  return {
    artifact: artifact.id,
    subject: artifact.subject,
    ...(artifact.path === null ? {} : { path: artifact.path }),
    ...(line === undefined || line === null ? {} : { line }),
    ...(excerpt === undefined ? {} : { excerpt: excerpt.slice(0, excerptLimit) }),
  };
}
