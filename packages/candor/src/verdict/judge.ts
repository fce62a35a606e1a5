import type { Judgement } from './judgement.js';
import type { RuleContext } from './rule.js';
import { evidenceRules } from './rules/index.js';

/** Applies the rules of evidence in the order of their numbers. */
export function judge(start: Judgement, context: RuleContext): Judgement {
  return [...evidenceRules]
    .sort((a, b) => a.number - b.number)
    .reduce((judgement, rule) => rule.apply(judgement, context), start);
}
