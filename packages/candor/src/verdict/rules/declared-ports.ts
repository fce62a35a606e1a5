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
    const claim = claimsOf(facts).find(
      (one) => /\bexpected\b/i.test(one.text) && open.some((path) => new RegExp(`\\b${path.port}\\b`).test(one.text)),
    );
    const first = open[0];
    if (!claim || !first) return judgement;
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
