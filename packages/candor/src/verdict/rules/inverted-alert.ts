import { traced } from '../changes.js';
import { type Claim, claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 7: as many alerts as checks means that the monitor alarms when it finds nothing. */
export const invertedAlert = defineRule({
  id: 'INVERTED_ALERT',
  number: 7,
  reason: '225 alerts in 225 checks: the script counted an alert whenever its search came back empty.',
  apply: (judgement, { facts }) => {
    const claims = claimsOf(facts);
    return [...new Set(claims.map((claim) => claim.where))].reduce((next, where) => {
      const mine = claims.filter((claim) => claim.where === where);
      const alerts = counted(mine, /\b(\d[\d,]{0,12}) (?:[a-z]{1,20} ){0,2}(?:alerts?|alarms?)\b/i);
      const checks = counted(mine, /\b(\d[\d,]{0,12}) (?:[a-z]{1,20} ){0,2}(?:checks|runs|scans)\b/i);
      const both = alerts.find((one) => one.count >= leastAlerts && checks.some((other) => other.count === one.count));
      return both
        ? traced(
            next,
            'INVERTED_ALERT',
            where,
            'the monitor is invalid',
            `${both.count} alerts in ${both.count} checks`,
            [both.claim.ref],
          )
        : next;
    }, judgement);
  },
});

/** Fewer are equal by chance. */
const leastAlerts = 3;

function counted(claims: readonly Claim[], pattern: RegExp): { claim: Claim; count: number }[] {
  return claims.flatMap((claim) => {
    const count = pattern.exec(claim.text.slice(0, 4000))?.[1];
    return count === undefined ? [] : [{ claim, count: Number(count.replaceAll(',', '')) }];
  });
}
