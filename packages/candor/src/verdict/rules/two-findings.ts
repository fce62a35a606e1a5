import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 9: a defect of a sensor never closes an event; it explains count, format or execution state, never foreign content. */
export const twoFindings = defineRule({
  id: 'TWO_FINDINGS',
  number: 9,
  reason: 'A recursing monitor and an attack were both real; one was used to explain the other away.',
  apply: (judgement) => {
    const both = judgement.incidents.filter((incident) => {
      const artefact = incident.hypotheses.find((one) => one.id === 'instrument-artefact');
      return (
        artefact?.stated === true && incident.hypotheses.some((one) => one.stated && one.id !== 'instrument-artefact')
      );
    });
    return both.reduce((next, incident) => {
      const explains =
        incident.hypotheses.find((one) => one.id === 'instrument-artefact')?.explains.join(' and ') ?? '';
      return traced(
        next,
        'TWO_FINDINGS',
        incident.id,
        'both stay open',
        `the instrument's defect explains ${explains}; it explains nothing of the content, which came from outside`,
        incident.evidence.slice(0, 2),
      );
    }, judgement);
  },
});
