import type { Remediation } from './check.js';
import type { EvidenceRef } from './evidence.js';
import type { UnknownReason } from './fact.js';
import type { QuestionId } from './question.js';
import type { Severity } from './severity.js';

/** Result states of verdict.md, section 2. */
export const resultStates = ['pass', 'fail', 'unknown', 'error', 'stale', 'not-applicable', 'dismissed'] as const;
/** One of {@link resultStates}. */
export type ResultState = (typeof resultStates)[number];

/** Outcome of one check about one subject, with everything a reporter needs. */
export interface Result {
  readonly check: string;
  readonly subject: string;
  readonly state: ResultState;
  readonly severity: Severity;
  readonly questions: readonly QuestionId[];
  readonly required: boolean;
  readonly title: string;
  readonly location: string | null;
  readonly what: string | null;
  readonly whyItMatters: string;
  readonly reason: UnknownReason | null;
  /** Why it is unknown, stale, error or not applicable. */
  readonly detail: string | null;
  readonly evidence: readonly EvidenceRef[];
  /** Stable across reports: check, subject and the identity of what was found, never times or counts. */
  readonly fingerprint: string;
  readonly verifyByHand: string;
  readonly remediation: Remediation & { readonly diff: string | null };
  readonly references: readonly string[];
  /** Artefacts that could tell what is unknown: the sources of the facts that were missing or partial. */
  readonly missing: readonly string[];
  /** The one command or question that would settle an unknown. */
  readonly settle: string | null;
  readonly firstSeen: Date | null;
  readonly status: 'new' | 'open' | 'fixed' | 'reopened' | null;
}

/** `RTC-02@container:web-1` */
export function resultKey(result: Pick<Result, 'check' | 'subject'>): string {
  return `${result.check}@${result.subject}`;
}
