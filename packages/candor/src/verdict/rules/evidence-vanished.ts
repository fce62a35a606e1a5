import { valueIfKnown } from '../../core/fact.js';
import type { VerdictStatus } from '../../core/report.js';
import { resultKey } from '../../core/result.js';
import { isAtLeast } from '../../core/severity.js';
import { history } from '../../facts/history.js';
import { capped, limited } from '../changes.js';
import type { Judgement } from '../judgement.js';
import { defineRule } from '../rule.js';
import { trackFindings, type VanishedFinding } from '../track-findings.js';

/** Rule 49: an open finding whose evidence is gone stays open. Also gives each finding its status against the history. */
export const evidenceVanished = defineRule({
  id: 'EVIDENCE_VANISHED',
  number: 49,
  reason: 'Whoever stops looking must not get a better verdict than whoever looks.',
  apply: (judgement, { facts, now, bundle }) => {
    const past = valueIfKnown(facts(history));
    if (!past) return judgement;
    const tracked = trackFindings(judgement.results, past, { now, host: bundle.header.host.name });
    return tracked.vanished
      .filter((one) => isAtLeast(one.finding.severity, 'high'))
      .reduce<Judgement>(keepOpen, { ...judgement, results: tracked.results });
  },
});

function keepOpen(judgement: Judgement, { finding, report, result }: VanishedFinding): Judgement {
  const because = `${finding.check}@${finding.subject} was open in ${report.name} and ${resultKey(result)} cannot be answered now (${result.detail ?? result.state})`;
  const sign = finding.severity === 'critical' && /^(?:RTC|PER)-/.test(finding.check);
  const cap: VerdictStatus = sign ? 'COMPROMISED' : 'AT RISK';
  const next = capped(judgement, 'EVIDENCE_VANISHED', cap, because, [report.ref]);
  return limited(next, 'EVIDENCE_VANISHED', result.questions, 'bad', because, [report.ref]);
}
