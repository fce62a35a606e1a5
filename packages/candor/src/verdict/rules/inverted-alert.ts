import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 7: as many alerts as checks means that the monitor alarms when it finds nothing. */
export const invertedAlert = defineRule({
  id: 'INVERTED_ALERT',
  number: 7,
  reason: '225 alerts in 225 checks: the script counted an alert whenever its search came back empty.',
  apply: (judgement, { facts }) =>
    claimsOf(facts).reduce((next, claim) => {
      const alerts = /\b(\d[\d,]*) alerts?\b/i.exec(claim.text)?.[1];
      const checks = /\b(\d[\d,]*) (?:checks|runs|scans)\b/i.exec(claim.text)?.[1];
      if (alerts === undefined || alerts !== checks || Number(alerts.replaceAll(',', '')) < 3) return next;
      return traced(
        next,
        'INVERTED_ALERT',
        claim.where,
        'the monitor is invalid',
        `${alerts} alerts in ${checks} checks`,
        [claim.ref],
      );
    }, judgement),
});
