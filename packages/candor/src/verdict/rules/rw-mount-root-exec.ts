import { resultKey } from '../../core/result.js';
import { traced } from '../changes.js';
import type { Judgement } from '../judgement.js';
import { defineRule } from '../rule.js';

/** Rule 33: a host path that a network-facing container can write and root executes is critical. */
export const rwMountRootExec = defineRule({
  id: 'RW_MOUNT_ROOT_EXEC',
  number: 33,
  reason: 'Whoever breaks into the container writes the script that the host’s root runs next.',
  apply: (judgement) => {
    const hits = judgement.results.filter((result) => result.check === 'CTR-11' && result.state === 'fail');
    if (hits.length === 0) return judgement;
    const results = judgement.results.map((result) =>
      hits.includes(result) ? { ...result, severity: 'critical' as const } : result,
    );
    return hits.reduce<Judgement>(
      (next, result) =>
        traced(
          next,
          'RW_MOUNT_ROOT_EXEC',
          resultKey(result),
          'severity critical',
          result.what ?? result.title,
          result.evidence,
        ),
      { ...judgement, results },
    );
  },
});
