import { valueIfKnown } from '../../core/fact.js';
import { detections } from '../../facts/detections.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 17: equal signatures within a second are one call; an instrument's recursion is one call that never ran. */
export const burstCollapse = defineRule({
  id: 'BURST_COLLAPSE',
  number: 17,
  reason: '24,186 "attacks" of the case were three calls.',
  apply: (judgement, { facts }) => {
    const calls = (valueIfKnown(facts(detections))?.calls ?? []).filter((call) => call.rawLines > 1 || call.recursion);
    const first = calls[0];
    if (!first) return judgement;
    const lines = calls.reduce((sum, call) => sum + call.rawLines, 0);
    const recursing = calls.filter((call) => call.recursion).length;
    const because =
      recursing > 0
        ? `${recursing} of them are recursion of the instrument: ${calls.find((call) => call.recursion)?.executedBecause}`
        : 'equal lines within one second';
    return traced(
      judgement,
      'BURST_COLLAPSE',
      'calls',
      `${lines} lines → ${calls.length} calls`,
      because,
      first.evidence,
    );
  },
});
