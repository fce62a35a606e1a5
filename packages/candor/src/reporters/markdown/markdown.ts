import type { Report } from '../../core/report.js';
import { defineReporter } from '../reporter.js';
import { visibleReport } from '../shared/visible.js';
import { headline, subjectWords, utc, windowLength } from '../shared/words.js';
import { attackDetails } from './attack-details.js';
import { amendments, status } from './closing.js';
import { md } from './escape.js';
import { findings } from './findings.js';
import { diffs, logs, questionsAndRisks, recommendations, verification } from './middle.js';
import { summary } from './summary.js';

/** A part of the page: its heading and its text. */
export type Section = readonly [title: string, body: string];

/** The report as operators file it by hand: title, four lines, ten sections in a fixed order. */
export const markdownReporter = defineReporter({
  name: 'markdown',
  extension: 'md',
  render: (raw) => {
    const report = visibleReport(raw);
    const sections: readonly Section[] = [
      ['SUMMARY', summary(report)],
      ['FINDINGS', findings(report)],
      ['ATTACK DETAILS', attackDetails(report)],
      ['DIFFS', diffs(report)],
      ['LOGS', logs(report)],
      ['RECOMMENDATIONS', recommendations(report)],
      ['VERIFICATION', verification(report)],
      ['QUESTIONS & RISKS', questionsAndRisks(report)],
      ['STATUS', status(report)],
      ['AMENDMENTS', amendments(report)],
    ];
    const body = sections.map(([title, text], index) => `## ${index + 1}. ${title}\n\n${text}`);
    return `${[title(report), ...body].join('\n\n')}\n`;
  },
});

function title(report: Report): string {
  const { collector } = report;
  const scope = report.scope.length > 0 ? report.scope.map(subjectWords).join(', ') : 'the whole host';
  return [
    `# Security check of ${md(report.host.name)}, ${utc(report.capturedAt)}`,
    '',
    `**Date:** ${utc(report.capturedAt)} (the last ${windowLength(report)}, from ${utc(report.window.effectiveSince)}: ${md(report.window.because)})  `,
    `**Auditor:** Candor ${md(report.candorVersion)}; evidence collected by ${md(collector.name)} ${md(collector.version)} (${md(collector.mode)}${collector.uid === 0 ? ', as root' : ''})  `,
    `**Scope:** ${md(report.host.name)}, ${md(scope)}  `,
    `**Status:** ${report.verdict.status}: ${md(headline(report))}`,
  ].join('\n');
}
