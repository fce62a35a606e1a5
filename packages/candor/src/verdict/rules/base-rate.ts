import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Events that must have been expected before their absence means something. */
const leastExpected = 3;

/** Rule 18: "none since the fix" counts only if at least three were expected at the earlier rate. */
export const baseRate = defineRule({
  id: 'BASE_RATE',
  number: 18,
  reason: 'An hour without an attack that came every four hours is no success.',
  apply: (judgement, { facts, now }) =>
    claimsOf(facts).reduce((next, claim) => {
      const since =
        /\b(?:zero|no|none|0) (?:\w+ ){0,3}(?:attacks?|events?|alerts?|hits?|calls?|attempts?)\b.*\bsince\b/i.test(
          claim.text,
        );
      const incident = judgement.incidents.find(
        (one) => one.waves > 1 && one.firstSeen !== null && one.lastSeen !== null,
      );
      if (!since || !claim.at || !incident?.firstSeen || !incident.lastSeen) return next;
      const meanGapMs = (incident.lastSeen.getTime() - incident.firstSeen.getTime()) / (incident.waves - 1);
      const expected =
        (Math.min(claim.at.getTime(), now.getTime()) - incident.lastSeen.getTime()) / Math.max(1, meanGapMs);
      if (expected >= leastExpected) return next;
      return traced(
        next,
        'BASE_RATE',
        claim.where,
        'not credited',
        `at the earlier rate ${Math.max(0, expected).toFixed(1)} events were expected by then; ${leastExpected} are needed`,
        [claim.ref],
      );
    }, judgement),
});
