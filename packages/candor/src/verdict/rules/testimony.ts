import { isTestimony, refTo } from '../../core/evidence.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 31: a person's word cannot carry a pass. */
export const testimony = defineRule({
  id: 'TESTIMONY',
  number: 31,
  reason: '"Should", "confirmed by user" and "expected" are words about the world, not observations of it.',
  apply: (judgement, { bundle }) =>
    bundle.artifacts
      .filter(isTestimony)
      .reduce(
        (next, artifact) =>
          traced(
            next,
            'TESTIMONY',
            `${artifact.id} (${artifact.subject})`,
            'not counted as an observation',
            artifact.text().trim().slice(0, 200),
            [refTo(artifact)],
          ),
        judgement,
      ),
});
