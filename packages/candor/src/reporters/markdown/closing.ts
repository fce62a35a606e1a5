import type { Report } from '../../core/report.js';
import { findingGroups, unique } from '../shared/findings.js';
import { count, exitMeaning, refPlace, sentence, subjectWords, utc } from '../shared/words.js';
import { md } from './escape.js';

/** Overall state in a few lines: critical items, containers, protection from outside, known issues, next review. */
export function status(report: Report): string {
  const critical = findingGroups(report).filter((group) => group.severity === 'critical');
  const { requiredAnswered, requiredTotal } = report.coverage;
  const lines = [
    `**Overall:** ${exitMeaning(report.verdict.status)} ${requiredAnswered} of ${requiredTotal} required questions answered.`,
    `**Critical items:** ${critical.length === 0 ? 'none' : critical.map((group) => md(group.checks.join(', '))).join('; ')}`,
    `**Open incidents:** ${
      report.incidents
        .filter((one) => one.open)
        .map((one) => md(one.id))
        .join(', ') || 'none'
    }`,
    `**Containers:** ${containers(report)}`,
    `**External protection:** ${protection(report)}`,
    `**Reachable from the internet:** ${reachable(report)}`,
    `**Known issues:** ${[...report.verdict.notes, ...report.coverage.warnings].map((note) => md(sentence(note))).join(' ') || 'none noted'}`,
    `**Limits on the verdict:** ${report.verdict.caps.map((cap) => `${md(cap.rule)} (not better than ${cap.cap}${cap.binding ? ', it decided' : ''}): ${md(sentence(cap.because))}`).join(' ') || 'none'}`,
    `**Known holes as of:** ${report.coverage.advisoryDate ? utc(report.coverage.advisoryDate) : 'no advisory data'}`,
    `**Next review:** ${utc(report.nextReview)}`,
  ];
  return [...lines.map((line) => `- ${line}`), ...rules(report)].join('\n');
}

function containers(report: Report): string {
  const subjects = [
    ...report.results.map((result) => result.subject),
    ...report.coverage.artifacts.map((artifact) => artifact.subject),
  ];
  const names = unique(subjects.filter((subject) => subject.startsWith('container:'))).sort();
  const parts = names.map((name) => {
    const failed = report.results.filter((result) => result.subject === name && result.state === 'fail').length;
    return `${md(subjectWords(name).replace('container ', ''))} (${failed === 0 ? 'no finding of its own' : count(failed, 'finding')})`;
  });
  return parts.join(', ') || 'none seen';
}

function protection(report: Report): string {
  const outside = report.coverage.artifacts.filter((artifact) => artifact.subject.startsWith('external:'));
  const observed = outside.filter((artifact) => artifact.status === 'ok');
  if (observed.length > 0)
    return `observed from ${unique(observed.map((one) => md(subjectWords(one.subject)))).join(', ')}`;
  return 'not observed; a firewall of the provider is testimony until a probe from outside confirms it';
}

function reachable(report: Report): string {
  const ways = report.exposure.filter((way) => way.from === 'internet');
  const open = ways.filter((way) => way.blockedBy === null).map((way) => md(subjectWords(way.to)));
  const shut = ways
    .filter((way) => way.blockedBy !== null)
    .map((way) => `${md(subjectWords(way.to))} (blocked by ${md(way.blockedBy ?? '')})`);
  return [...open, ...shut].join(', ') || 'nothing was seen';
}

function rules(report: Report): string[] {
  if (report.rules.length === 0) return [];
  const lines = report.rules.map((one) => {
    const ref = one.evidence[0];
    return `  - ${md(one.rule)} on ${md(one.target)}: ${md(one.effect)}, because ${md(one.because)}${ref ? ` (${md(refPlace(ref))})` : ''}`;
  });
  return ['- **Rules of evidence that changed something:**', ...lines];
}

/** What was claimed about earlier reports and what became of it; what was done and by whom. */
export function amendments(report: Report): string {
  const blocks = report.amendments.map((one) => {
    const refused = one.refusedBy.length > 0 ? `, refused by ${md(one.refusedBy.join(', '))}` : '';
    const state = one.state === 'accepted' ? 'accepted' : `recorded as an unsupported claim${refused}`;
    const cause = one.evidence[0] ? ` Evidence: ${md(refPlace(one.evidence[0]))}.` : '';
    const would = one.wouldAccept ? ` What would change that: ${md(sentence(one.wouldAccept))}` : '';
    return `- ${utc(one.at)}, on ${md(one.report)}: "${md(one.claim)}" is ${state}.${cause}${would}`;
  });
  const dismissals = report.dismissals.map(
    (one) => `- Dismissal of ${md(one.fingerprint)}: ${one.state}; ${md(sentence(one.because))}`,
  );
  const actions = report.ledger.map((one) => `- ${utc(one.at)}: ${md(one.what)} (${md(one.by)})`);
  return [
    '_Append only. This report is not edited; what is learned later is added here with its root cause, the actions taken, their outcome and the lessons._',
    [...blocks, ...dismissals].join('\n') || 'None so far.',
    `**Actions taken:**${actions.length > 0 ? `\n\n${actions.join('\n')}` : ' none on record.'}`,
  ].join('\n\n');
}
