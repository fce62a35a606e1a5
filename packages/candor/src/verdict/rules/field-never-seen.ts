import { valueIfKnown } from '../../core/fact.js';
import { detections } from '../../facts/detections.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 4: a field that stands in no event of a sensor cannot support "it did not happen". */
export const fieldNeverSeen = defineRule({
  id: 'FIELD_NEVER_SEEN',
  number: 4,
  reason: 'The monitor never recorded an exit code: that none was seen says nothing of whether anything ran.',
  apply: (judgement, { facts }) => {
    const calls = (valueIfKnown(facts(detections))?.calls ?? []).filter((call) => !call.requestEcho);
    const first = calls[0];
    if (!first || calls.some((call) => call.executed !== 'unknown')) return judgement;
    return traced(
      judgement,
      'FIELD_NEVER_SEEN',
      'executed',
      'unknown, never "no"',
      `none of ${calls.length} calls carries an exit code, a child's pid or an error from after the call`,
      first.evidence,
    );
  },
});
