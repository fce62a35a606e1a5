import { valueIfKnown } from '../../core/fact.js';
import { exposurePaths } from '../../facts/exposure.js';
import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 32: what is expected is decided by the declared policy, never by a report. */
export const declaredPorts = defineRule({
  id: 'DECLARED_PORTS',
  number: 32,
  reason: 'A report called the ports that it found "expected".',
  apply: (judgement, { facts }) => {
    const open = (valueIfKnown(facts(exposurePaths)) ?? []).filter(
      (path) => path.from === 'internet' && !path.declared && path.blockedBy === null,
    );
    const hit = claimsOf(facts).flatMap((claim) => {
      if (!/(?<!un|not )\bexpected\b/i.test(claim.text)) return [];
      const numbers = new Set(claim.text.slice(0, 4000).match(/\d{1,5}/g) ?? []);
      const path = open.find((one) => numbers.has(String(one.port)));
      return path ? [{ claim, first: path }] : [];
    })[0];
    if (!hit) return judgement;
    const { claim, first } = hit;
    return traced(
      judgement,
      'DECLARED_PORTS',
      claim.where,
      'not declared',
      `${first.to} stands in no policy; candor.yaml decides what is expected`,
      [claim.ref, first.evidence[0]],
    );
  },
});
