import { valueIfKnown } from '../../core/fact.js';
import { history } from '../../facts/history.js';
import { traced } from '../changes.js';
import { indicatorKeys } from '../incidents/indicator-keys.js';
import { defineRule } from '../rule.js';

/** Rule 13: a new hit of a family after "patched", "clean" or "dismissed" reopens the finding and refutes its stated cause. */
export const recurrenceReopens = defineRule({
  id: 'RECURRENCE_REOPENS',
  number: 13,
  reason: 'What comes back was not repaired, and was not explained.',
  apply: (judgement, { facts }) => {
    const past = valueIfKnown(facts(history));
    if (!past) return judgement;
    return judgement.incidents.reduce((next, incident) => {
      const fresh = new Set(
        incident.evidence.filter((ref) => ref.artifact !== 'case.reports').length > 0
          ? incident.indicators.flatMap(indicatorKeys)
          : [],
      );
      const since = incident.lastSeen;
      const report = past.reports.find(
        (one) =>
          one.at !== null &&
          since !== null &&
          since > one.at &&
          one.indicators.some((indicator) => indicatorKeys(indicator).some((key) => fresh.has(key))),
      );
      if (!report || !incident.subjects.length) return next;
      const closed = report.amendments.length > 0 || report.tone === 'good' || report.tone === 'dismissal';
      return traced(
        next,
        'RECURRENCE_REOPENS',
        incident.id,
        'reopened',
        `the family of ${report.name} was seen again at ${since?.toISOString().slice(0, 16)}Z${closed ? ', after it had been called closed: the cause stated there is refuted' : ''}`,
        [report.ref, ...incident.evidence.slice(0, 1)],
      );
    }, judgement);
  },
});
