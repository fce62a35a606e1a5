import { processes } from '../../facts/processes.js';
import { capped } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 37: without processes and CPU of host and containers, nobody can say that nothing foreign runs. */
export const resourceUnseen = defineRule({
  id: 'RESOURCE_UNSEEN',
  number: 37,
  reason: 'A miner ran at 388 % CPU for twenty minutes beside a report that said SAFE: nobody had looked.',
  apply: (judgement, { facts }) => {
    const view = facts(processes);
    if (view.status === 'known' && view.complete && view.value.items.some((process) => process.cpuPercent !== null))
      return judgement;
    const why = view.status === 'unknown' ? view.detail : (view.gap?.detail ?? 'no CPU figures');
    return capped(
      judgement,
      'RESOURCE_UNSEEN',
      'INCONCLUSIVE',
      `processes and load were not looked at completely (${why})`,
    );
  },
});
