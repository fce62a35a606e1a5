import { capped } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 36: an open incident whose cause is not confirmed caps the verdict. */
export const unknownVector = defineRule({
  id: 'UNKNOWN_VECTOR',
  number: 36,
  reason: 'Who does not know how they came in cannot say that they are gone.',
  apply: (judgement) => {
    const open = judgement.incidents.filter(
      (incident) => incident.open && incident.rootCause.confidence !== 'confirmed',
    );
    return open.reduce(
      (next, incident) =>
        capped(
          next,
          'UNKNOWN_VECTOR',
          'AT RISK',
          `the cause of ${incident.id} is ${incident.rootCause.confidence}${incident.rootCause.advisory ? ` (${incident.rootCause.advisory})` : ''}: ${incident.title}`,
          incident.evidence.slice(0, 1),
        ),
      judgement,
    );
  },
});
