import { valueIfKnown } from '../../core/fact.js';
import { detections } from '../../facts/detections.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 3: a control whose own log says that it failed is not active, whatever a list says. */
export const sensorContradicted = defineRule({
  id: 'SENSOR_CONTRADICTED',
  number: 3,
  reason:
    'A guard that never installed was listed as active in three reports of the case; its log said so at every start.',
  apply: (judgement, { facts }) => {
    const failed = new Map(
      (valueIfKnown(facts(detections))?.monitors ?? [])
        .filter((monitor) => monitor.state === 'failed')
        .map((monitor) => [`${monitor.subject} ${monitor.name}`, monitor]),
    );
    return [...failed.values()].reduce(
      (next, monitor) =>
        traced(
          next,
          'SENSOR_CONTRADICTED',
          `${monitor.name} in ${monitor.subject}`,
          'active → inactive',
          `its own log says that it failed: ${monitor.detail}`,
          monitor.evidence,
        ),
      judgement,
    );
  },
});
