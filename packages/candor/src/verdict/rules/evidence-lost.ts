import { resultKey } from '../../core/result.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 38: what was killed or removed without hash and copy is a finding; "removed" is unproven. */
export const evidenceLost = defineRule({
  id: 'EVIDENCE_LOST',
  number: 38,
  reason: 'Nobody can say what it was, nor that it is gone.',
  apply: (judgement) =>
    judgement.results
      .filter((result) => result.check === 'LOG-09' && result.state === 'fail')
      .reduce(
        (next, result) =>
          traced(
            next,
            'EVIDENCE_LOST',
            resultKey(result),
            '"removed" is unproven',
            result.what ?? result.title,
            result.evidence,
          ),
        judgement,
      ),
});
