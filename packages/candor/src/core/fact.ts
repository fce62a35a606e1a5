import type { ArtifactId } from './artifact-catalogue.js';
import type { ArtifactStatus, EvidenceRef, NonEmpty } from './evidence.js';

/** Why something is not known (verdict.md, section 2). */
export const unknownReasons = [
  'denied',
  'absent-sensor',
  'timeout',
  'unreachable',
  'unparseable',
  'disabled-by-operator',
  'out-of-window',
  'not-collected',
  'unsupported',
] as const;
/** One of {@link unknownReasons}. */
export type UnknownReason = (typeof unknownReasons)[number];

/** A gap in what could be seen. */
export interface Gap {
  readonly reason: UnknownReason;
  readonly detail: string;
}

/** A typed observation with its evidence. `complete: false` may make a check fail, never pass; `gap` then says why. */
export interface Known<T> {
  readonly status: 'known';
  readonly value: T;
  readonly complete: boolean;
  readonly gap: Gap | null;
  readonly evidence: NonEmpty<EvidenceRef>;
  readonly observedAt: Date;
}

/** Nothing can be said, and why. */
export interface Unknown extends Gap {
  readonly status: 'unknown';
}

/** A fact: known with evidence, or unknown with a reason. */
export type Fact<T> = Known<T> | Unknown;

/** What may be known: a short spec apart from the code that reads it. `T` is carried in the type alone. */
export interface FactSpec<T> {
  readonly id: string;
  /** One sentence: what is observed, in the plural where it is a list. */
  readonly title: string;
  /** Artefacts that can tell. The collector reads this list to know what to collect. */
  readonly sources: readonly ArtifactId[];
  readonly type?: T;
}

/** Declares a fact. */
export function defineFact<T>(spec: FactSpec<T>): FactSpec<T> {
  return spec;
}

/** The value type of a spec. */
export type ValueOf<S> = S extends FactSpec<infer T> ? T : never;

/** A complete observation. */
export function known<T>(value: T, evidence: NonEmpty<EvidenceRef>, observedAt: Date): Known<T> {
  return { status: 'known', value, complete: true, gap: null, evidence, observedAt };
}

/** An observation with a hole in it: checks may fail from it and never pass. */
export function partial<T>(value: T, gap: Gap, evidence: NonEmpty<EvidenceRef>, observedAt: Date): Known<T> {
  return { status: 'known', value, complete: false, gap, evidence, observedAt };
}

/** Nothing known. */
export function unknown(reason: UnknownReason, detail: string): Unknown {
  return { status: 'unknown', reason, detail };
}

/** The reason that an artefact's status stands for (verdict.md, section 2); null when it carries content. */
export function reasonOf(status: ArtifactStatus): UnknownReason | null {
  switch (status) {
    case 'ok':
      return null;
    case 'absent':
      return 'absent-sensor';
    case 'disabled':
      return 'disabled-by-operator';
    case 'error':
    case 'truncated':
      return 'unparseable';
    case 'denied':
    case 'timeout':
    case 'unreachable':
    case 'not-collected':
      return status;
    default:
      return status satisfies never;
  }
}

/** The value of a known fact, complete or not; null when nothing is known. */
export function valueIfKnown<T>(fact: Fact<T>): T | null {
  return fact.status === 'known' ? fact.value : null;
}
