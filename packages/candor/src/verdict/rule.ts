import type { Bundle } from '../core/evidence.js';
import type { FactSource } from '../core/run-checks.js';
import type { Judgement } from './judgement.js';

/** What a rule may look at besides the judgement: facts, the moment of capture, the window. */
export interface RuleContext {
  readonly facts: FactSource;
  readonly bundle: Bundle;
  readonly now: Date;
  readonly windowSince: Date;
}

/** A rule of evidence: code with an id and a reason; it leaves a trace wherever it changed something. */
export interface EvidenceRule {
  /** Upper-case id of verdict.md, section 4. */
  readonly id: string;
  /** Its number there: rules run in this order. */
  readonly number: number;
  /** Why it exists, one sentence. */
  readonly reason: string;
  /** Pure. Returns the same judgement when the rule has nothing to say. */
  readonly apply: (judgement: Judgement, context: RuleContext) => Judgement;
}

/** Declares a rule of evidence. */
export function defineRule(rule: EvidenceRule): EvidenceRule {
  return rule;
}
