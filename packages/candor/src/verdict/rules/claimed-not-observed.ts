import { valueIfKnown } from '../../core/fact.js';
import { detections } from '../../facts/detections.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 5: "executed" and "blocked" count only with a fact from after the call. */
export const claimedNotObserved = defineRule({
  id: 'CLAIMED_NOT_OBSERVED',
  number: 5,
  reason: 'The monitor of the case wrote executed=true before the call; nothing had run.',
  apply: (judgement, { facts }) => {
    const claims = (valueIfKnown(facts(detections))?.calls ?? []).filter(
      (call) =>
        call.executed !== 'yes' && /executed["']?\s*[:=]\s*["']?(?:true|yes|1)/i.test(call.evidence[0].excerpt ?? ''),
    );
    const first = claims[0];
    if (!first) return judgement;
    return traced(
      judgement,
      'CLAIMED_NOT_OBSERVED',
      `${claims.length} calls`,
      `executed: claimed → ${first.executed}`,
      first.executedBecause,
      first.evidence,
    );
  },
});
