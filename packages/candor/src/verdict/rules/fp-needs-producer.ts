import { traced } from '../changes.js';
import { judgedAmendments } from '../judge-amendments.js';
import type { Judgement } from '../judgement.js';
import { defineRule } from '../rule.js';

/** Rule 8: "false positive" needs the benign producer by name, its code path, and a reproduction of the same text. */
export const fpNeedsProducer = defineRule({
  id: 'FP_NEEDS_PRODUCER',
  number: 8,
  reason:
    'Real attacks of the case were waved away as the monitor’s own noise, without anybody naming what would have produced them.',
  apply: (judgement, context) => {
    const amendments = judgedAmendments(context, judgement);
    const refused = amendments.filter((amendment) => amendment.refusedBy.includes('FP_NEEDS_PRODUCER'));
    return refused.reduce<Judgement>(
      (next, amendment) =>
        traced(
          next,
          'FP_NEEDS_PRODUCER',
          amendment.report,
          'dismissal → unsupported claim',
          'no benign producer is named, no code path, no reproduction that yields the same text',
          amendment.evidence,
        ),
      { ...judgement, amendments: [...judgement.amendments, ...amendments] },
    );
  },
});
