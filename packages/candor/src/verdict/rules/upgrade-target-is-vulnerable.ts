import { matchAdvisories } from '../../advisories/match.js';
import { valueIfKnown } from '../../core/fact.js';
import { advisoryTable } from '../../facts/advisories.js';
import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 35: a recommended version is itself outside every known range. */
export const upgradeTargetIsVulnerable = defineRule({
  id: 'UPGRADE_TARGET',
  number: 35,
  reason: 'The plan of the case was to move from 15.3.2 to 15.4.7, which has the same hole.',
  apply: (judgement, { facts }) => {
    const table = valueIfKnown(facts(advisoryTable));
    if (!table) return judgement;
    return claimsOf(facts).reduce((next, claim) => {
      const match =
        /\b(?:upgrade|update|move|migrate|bump|go)\b[^\n]{0,60}?\b(?:to|→)\s*(?:next(?:\.js)?|payload)?[@ v]{0,3}(\d{1,3}\.\d{1,3}\.\d{1,3})/i.exec(
          claim.text,
        );
      const name = /\bpayload\b/i.test(claim.text) && !/\bnext\b/i.test(claim.text) ? 'payload' : 'next';
      const row = match?.[1]
        ? matchAdvisories(table, name, match[1]).find((one) => one.remoteCodeExecution)
        : undefined;
      return row && match?.[1]
        ? traced(
            next,
            'UPGRADE_TARGET',
            claim.where,
            'recommendation refused',
            `${name} ${match[1]} has ${row.id} too`,
            [claim.ref],
          )
        : next;
    }, judgement);
  },
});
