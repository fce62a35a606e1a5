import { valueIfKnown } from '../../core/fact.js';
import { containers } from '../../facts/containers.js';
import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 27: "restarted automatically" needs a restart policy. */
export const restartPolicy = defineRule({
  id: 'RESTART_POLICY',
  number: 27,
  reason: 'A container without a restart policy is restarted by somebody.',
  apply: (judgement, { facts }) => {
    const without = (valueIfKnown(facts(containers)) ?? []).filter(
      (container) => container.restartPolicy === 'no' || container.restartPolicy === '',
    );
    const claim = claimsOf(facts).find((one) =>
      /\b(?:automatic(?:ally)? restart|restarted (?:automatically|by itself|by docker)|auto-?restart)/i.test(one.text),
    );
    const first = without[0];
    if (!claim || !first) return judgement;
    return traced(
      judgement,
      'RESTART_POLICY',
      claim.where,
      'refuted',
      `${first.name} has no restart policy: somebody restarted it`,
      [claim.ref, first.ref],
    );
  },
});
