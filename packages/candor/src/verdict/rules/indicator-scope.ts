import { findIndicators } from '../../formats/reports/find-indicators.js';
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
        /\b(?:no|zero|0) (?:occurrence|match(?:e)?|hit|result|trace|sign)s? (?:of|for|from|in)\b/i.test(claim.text) &&
        (/\bknown (?:bad |malicious )?(?:ip|indicator|address|hash|file|domain)/i.test(claim.text) ||
          findIndicators(claim.text.slice(0, 4000), 1).some((indicator) => indicator.kind !== 'size'));
      return searched
        ? traced(next, 'INDICATOR_SCOPE', claim.where, 'supports "that actor was not seen"', claim.text.slice(0, 160), [
            claim.ref,
          ])
        : next;
    }, judgement),
});
