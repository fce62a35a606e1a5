import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 20: itemised counts add up to the total, or the total is not stated. */
export const sumCheck = defineRule({
  id: 'SUM_CHECK',
  number: 20,
  reason: 'A total that its own items contradict was not counted.',
  apply: (judgement, { facts }) =>
    claimsOf(facts).reduce((next, claim) => {
      const match = /\b(\d[\d,]{0,15})\b[^()\n]{0,200}\(((?:\s*\d[\d,]{0,15} [^(),\n]{1,40},?){2,12})\)/.exec(
        claim.text.slice(0, 2000),
      );
      if (!match?.[1] || !match[2]) return next;
      const items = [...match[2].matchAll(/\b(\d[\d,]{0,15}) [a-z]/gi)].map((item) => number(item[1]));
      const sum = items.reduce((total, item) => total + item, 0);
      if (items.length < 2 || sum === number(match[1])) return next;
      return traced(
        next,
        'SUM_CHECK',
        claim.where,
        'the total is not used',
        `${match[1]} is stated, the items add up to ${sum}`,
        [claim.ref],
      );
    }, judgement),
});

function number(text: string | undefined): number {
  return Number((text ?? '').replaceAll(',', ''));
}
