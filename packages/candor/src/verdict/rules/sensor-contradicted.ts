import { valueIfKnown } from '../../core/fact.js';
import { detections } from '../../facts/detections.js';
import { limited } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 3: a control whose own log says that it failed is not active, whatever a list says. */
export const sensorContradicted = defineRule({
  id: 'SENSOR_CONTRADICTED',
  number: 3,
  reason:
    'A guard that never installed was listed as active in three reports of the case; its log said so at every start.',
  apply: (judgement, { facts }) => {
    const last = new Map(
      (valueIfKnown(facts(detections))?.monitors ?? []).map((monitor) => [
        `${monitor.subject} ${monitor.name}`,
        monitor,
      ]),
    );
    const failed = [...last.values()].filter((monitor) => monitor.state === 'failed');
    return failed.reduce((next, monitor) => {
      const because = `${monitor.name} in ${monitor.subject}: its own log says that it failed: ${monitor.detail}`;
      return limited(next, 'SENSOR_CONTRADICTED', ['Q8'], 'unknown', because, monitor.evidence);
    }, judgement);
  },
});
