import { valueIfKnown } from '../../core/fact.js';
import { history } from '../../facts/history.js';
import { changedIncident, traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 40: files and rules that the responders made are no indicators. */
export const ownArtefact = defineRule({
  id: 'OWN_ARTEFACT',
  number: 40,
  reason: 'The responders’ own copy of the sample was found again and counted as a new infection.',
  apply: (judgement, { facts }) => {
    const own = (valueIfKnown(facts(history))?.changes ?? []).filter((change) =>
      /^(?!.{0,300}\b(?:attacker|intruder|miner|malware) (?:has |had )?(?:created|copied|saved|added|dropped))(?:.{0,300})\b(?:created|copied|saved|preserved|exported|quarantined|added)\b/i.test(
        change.what,
      ),
    );
    return judgement.incidents.reduce((next, incident) => {
      const mine = incident.indicators.filter(
        (indicator) =>
          indicator.type === 'path' && own.some((change) => change.what.split(/[\s,;"'`]+/).includes(indicator.value)),
      );
      const entry = own.find((change) => mine.some((indicator) => change.what.includes(indicator.value)));
      if (mine.length === 0 || !entry) return next;
      const left = incident.indicators.filter((indicator) => !mine.includes(indicator));
      return traced(
        changedIncident(next, incident.id, { indicators: left }),
        'OWN_ARTEFACT',
        incident.id,
        `${mine.map((indicator) => indicator.value).join(', ')} is no indicator`,
        `the ledger: ${entry.what.slice(0, 160)}`,
        [entry.ref],
      );
    }, judgement);
  },
});
