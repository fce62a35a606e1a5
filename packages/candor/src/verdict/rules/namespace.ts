import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 25: a container's process seen from the host is not a process of the host. */
export const namespace = defineRule({
  id: 'NAMESPACE',
  number: 25,
  reason: 'The miner in the container was reported as "on the host" because the host’s list shows both.',
  apply: (judgement) =>
    judgement.incidents.reduce((next, incident) => {
      const inside = incident.subjects.filter((subject) => subject.startsWith('container:'));
      if (incident.hostPids.length === 0 || inside.length === 0) return next;
      return traced(
        next,
        'NAMESPACE',
        incident.id,
        'container, not host',
        `pid ${incident.hostPids.join(', ')} of the host's list belongs to ${inside.join(', ')}`,
        incident.evidence.slice(0, 2),
      );
    }, judgement),
});
