import type { EvidenceRef } from '../../core/evidence.js';
import { valueIfKnown } from '../../core/fact.js';
import { history } from '../../facts/history.js';
import { traced } from '../changes.js';
import { indicatorKeys } from '../incidents/indicator-keys.js';
import { defineRule } from '../rule.js';

/** Rule 12: a pattern that was logged before the instrument existed was not made by the instrument. */
export const predatesInstrument = defineRule({
  id: 'PREDATES_INSTRUMENT',
  number: 12,
  reason: 'What is older than the instrument cannot be its artefact.',
  apply: (judgement, { facts }) => {
    const past = valueIfKnown(facts(history));
    const deployed = past?.changes.find((change) =>
      /\b(?:monitor|sensor|diag\w*|instrument\w*)\b.*\b(?:deployed|installed|added|introduced)\b/i.test(change.what),
    );
    if (!past || !deployed) return judgement;
    const older = past.reports.filter((report) => report.at !== null && report.at < deployed.at);
    return judgement.incidents.reduce((next, incident) => {
      const keys = new Set(incident.indicators.flatMap(indicatorKeys));
      const hit = older.flatMap((report) =>
        report.indicators
          .filter((indicator) => indicatorKeys(indicator).some((key) => keys.has(key)))
          .map((indicator) => ({ report, indicator })),
      )[0];
      if (!hit) return next;
      const evidence: EvidenceRef[] = [hit.indicator.ref, deployed.ref];
      return traced(
        next,
        'PREDATES_INSTRUMENT',
        incident.id,
        'instrument-artefact refuted for the content',
        `${hit.report.name} shows the same family (${hit.indicator.value}) before the instrument was first deployed on ${deployed.at.toISOString().slice(0, 10)}`,
        evidence,
      );
    }, judgement);
  },
});
