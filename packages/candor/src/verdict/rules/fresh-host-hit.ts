import { valueIfKnown } from '../../core/fact.js';
import { history } from '../../facts/history.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 14: a rebuilt host that is hit again was not infected by what was wiped: look at what is deployed. */
export const freshHostHit = defineRule({
  id: 'FRESH_HOST_HIT',
  number: 14,
  reason: 'Persistence does not survive a new machine; the code and its dependencies do.',
  apply: (judgement, { facts }) => {
    const rebuilt = (valueIfKnown(facts(history))?.changes ?? [])
      .filter((change) =>
        /\b(?:rebuilt|reinstalled|re-?imaged|new (?:server|host|vps|machine)|fresh (?:server|host|install))\b/i.test(
          change.what,
        ),
      )
      .at(-1);
    if (!rebuilt) return judgement;
    return judgement.incidents
      .filter(
        (incident) => incident.subjects.length > 0 && incident.lastSeen !== null && incident.lastSeen > rebuilt.at,
      )
      .reduce(
        (next, incident) =>
          traced(
            next,
            'FRESH_HOST_HIT',
            incident.id,
            'suspect what is deployed before persistence',
            `the host was made anew on ${rebuilt.at.toISOString().slice(0, 10)} and hit after that`,
            [rebuilt.ref],
          ),
        judgement,
      );
  },
});
