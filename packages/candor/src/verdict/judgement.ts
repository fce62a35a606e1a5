import type { EvidenceRef } from '../core/evidence.js';
import type { QuestionId } from '../core/question.js';
import type { Amendment, Cap, Incident, RuleTrace, VerdictStatus } from '../core/report.js';
import type { Result } from '../core/result.js';

/** A claim that a rule of evidence took away: the answer may only get worse by it. */
export interface AnswerLimit {
  readonly question: QuestionId;
  /** The best answer still allowed. */
  readonly best: 'unknown' | 'bad';
  readonly rule: string;
  readonly because: string;
  readonly evidence: readonly EvidenceRef[];
}

/** A limit on the verdict before it is known whether it binds. */
export type CapClaim = Omit<Cap, 'binding'>;

/** What is judged so far; each rule of evidence maps one to the next. */
export interface Judgement {
  readonly results: readonly Result[];
  readonly incidents: readonly Incident[];
  readonly amendments: readonly Amendment[];
  readonly caps: readonly CapClaim[];
  readonly limits: readonly AnswerLimit[];
  readonly traces: readonly RuleTrace[];
  /** Background: refused probes with a count, refused attempts, and the like. */
  readonly notes: readonly string[];
}

/** Statuses by badness: SAFE 0 … COMPROMISED 4. */
export function worseStatus(a: VerdictStatus, b: VerdictStatus, order: readonly VerdictStatus[]): VerdictStatus {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}
