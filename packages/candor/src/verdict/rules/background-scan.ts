import { valueIfKnown } from '../../core/fact.js';
import { detections } from '../../facts/detections.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 47: probes that were refused are counted, not alarmed. */
export const backgroundScan = defineRule({
  id: 'BACKGROUND_SCAN',
  number: 47,
  reason: 'Ten thousand refused probes a day are the weather of the internet.',
  apply: (judgement, { facts }) => {
    const refused = (valueIfKnown(facts(detections))?.attempts ?? []).filter((attempt) => attempt.refused);
    const first = refused[0];
    if (!first) return judgement;
    const count = refused.reduce((sum, attempt) => sum + attempt.count, 0);
    const note = `${count} probes from ${refused.length} ${refused.length === 1 ? 'client' : 'clients'} were refused (4xx): background, counted and not alarmed`;
    return traced(
      { ...judgement, notes: [...judgement.notes, note] },
      'BACKGROUND_SCAN',
      'requests',
      'noted',
      note,
      first.evidence,
    );
  },
});
