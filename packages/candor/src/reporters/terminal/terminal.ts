import type { Report, ResponseStep } from '../../core/report.js';
import { defineReporter } from '../reporter.js';
import { firstSteps } from '../shared/first-steps.js';
import { visibleReport } from '../shared/visible.js';
import { exitMeaning, headline, sentence, summaryRest, utc, windowLength } from '../shared/words.js';
import { printClaims } from './claims.js';
import { printFindings } from './findings.js';
import { printIncidents } from './incidents.js';
import { newPage, type Page } from './page.js';
import { printStep } from './step.js';
import { printUnanswered } from './unanswered.js';

/** The report as a tired operator reads it: verdict, what to do first, claims, incidents, findings, what is not known. */
export const terminalReporter = defineReporter({
  name: 'terminal',
  extension: 'txt',
  render: (raw, options) => {
    const report = visibleReport(raw);
    const page = newPage(options);
    printVerdict(page, report);
    printFirstSteps(page, firstSteps(report));
    printClaims(page, report);
    printIncidents(page, report);
    printFindings(page, report);
    printUnanswered(page, report);
    printNotes(page, report);
    page.line();
    if (firstSteps(report).length > 0)
      page.prose(
        'Begin with the three steps at the top; everything else can wait until they are done.',
        '',
        '',
        page.paint.bold,
      );
    page.prose(exitMeaning(report.verdict.status));
    return page.text();
  },
});

function printVerdict(page: Page, report: Report): void {
  const style = {
    COMPROMISED: 'alarm',
    'UNDER ATTACK': 'alarm',
    'AT RISK': 'red',
    INCONCLUSIVE: 'yellow',
    SAFE: 'green',
  } as const;
  page.line();
  page.prose(headline(report), ' ', ' ', page.paint[style[report.verdict.status]]);
  page.line();
  page.prose(sentence(summaryRest(report)), ' ');
  page.line();
  const where = `${report.host.name}, looked at ${utc(report.capturedAt)}.`;
  const seen = `Seen: the last ${windowLength(report)}, from ${utc(report.window.effectiveSince)} on (${report.window.because}).`;
  page.prose(`${where} ${seen}`, ' ', ' ', page.paint.dim);
}

function printFirstSteps(page: Page, steps: readonly ResponseStep[]): void {
  if (steps.length === 0) return;
  page.heading('DO THESE THREE THINGS FIRST, IN THIS ORDER');
  steps.forEach((step, index) => {
    printStep(page, step, `  ${index + 1}. `);
  });
}

function printNotes(page: Page, report: Report): void {
  const { notes, caps } = report.verdict;
  if (notes.length + caps.length + report.coverage.warnings.length === 0) return;
  page.heading('NOTES');
  for (const note of notes) page.prose(sentence(note), '  - ', '    ');
  for (const cap of caps) {
    const effect = cap.binding ? 'This set the verdict' : `This alone would keep the verdict at ${cap.cap} or worse`;
    page.prose(`${effect}: ${sentence(cap.because)} (${cap.rule})`, '  - ', '    ');
  }
  for (const warning of report.coverage.warnings)
    page.prose(`About the evidence: ${sentence(warning)}`, '  - ', '    ');
}
