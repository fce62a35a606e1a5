import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 22: a search for known indicators supports "that actor was not seen", never "no malicious activity". */
export const indicatorScope = defineRule({
  id: 'INDICATOR_SCOPE',
  number: 22,
  reason: 'The next attacker has another address.',
  apply: (judgement, { facts }) =>
    claimsOf(facts).reduce((next, claim) => {
      const searched =
        /\bno (?:occurrences?|matches|hits|results?|trace|sign)s? (?:of|for|from)\b[^\n]{0,120}(?:\b\d{1,3}(?:\.\d{1,3}){3}\b|\bknown (?:ip|indicator|address)|\bx86\b|\bnuts\b)/i.test(
          claim.text,
        );
      return searched
        ? traced(next, 'INDICATOR_SCOPE', claim.where, 'supports "that actor was not seen"', claim.text.slice(0, 160), [
            claim.ref,
          ])
        : next;
    }, judgement),
});
