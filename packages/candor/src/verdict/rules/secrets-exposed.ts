import { limited } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 42: code that ran in a process read its whole environment; Q9 stays bad until each secret is seen changed. */
export const secretsExposed = defineRule({
  id: 'SECRETS_EXPOSED',
  number: 42,
  reason: 'Every secret of the process was readable to the attacker from the first call.',
  apply: (judgement) =>
    judgement.incidents
      .filter((incident) => incident.open && incident.secretsExposed.length > 0)
      .reduce(
        (next, incident) =>
          limited(
            next,
            'SECRETS_EXPOSED',
            ['Q9'],
            'bad',
            `${incident.secretsExposed.join(', ')} must be changed and seen changed in the running process (${incident.id})`,
            incident.evidence.slice(0, 1),
          ),
        judgement,
      ),
});
