import { refTo } from '../../core/evidence.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 44: a listing cut by grep, head or selection supports what it shows, never "only" or "none". */
export const filteredView = defineRule({
  id: 'FILTERED_VIEW',
  number: 44,
  reason: 'What a filter left out was never looked at.',
  apply: (judgement, { bundle }) =>
    bundle.artifacts
      .filter((artifact) => artifact.filtered)
      .reduce(
        (next, artifact) =>
          traced(
            next,
            'FILTERED_VIEW',
            `${artifact.id} (${artifact.subject})`,
            'supports no "none"',
            'the listing was cut',
            [refTo(artifact)],
          ),
        judgement,
      ),
});
