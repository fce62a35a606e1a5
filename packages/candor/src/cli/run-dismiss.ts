import { appendRecord } from '../case/append-record.js';
import { type FoundFinding, findFinding } from '../case/find-finding.js';
import { existingCase } from '../case/open-case.js';
import { dismissalOf } from '../case/read-body.js';
import { openCase } from '../case/read-case.js';
import { fileId, findReport, loadReport } from '../case/stored-reports.js';
import { CandorError, exitCodes } from '../core/errors.js';
import type { Report } from '../core/report.js';
import { justifications } from '../facts/case-records.js';
import { dayMs, isCompromiseCheck, readDate, termDays } from '../verdict/dismissals/dismissal-terms.js';
import { type DismissalJudgement, judgeDismissal } from '../verdict/dismissals/judge-dismissal.js';
import { readRetest, retestForms } from '../verdict/dismissals/run-retest.js';
import { type Asked, ask, author, choose } from './ask.js';
import { evidenceOf, evidenceTexts } from './dismissal-evidence.js';
import { producerOf } from './dismissal-producer.js';
import { plainLine } from './plain-text.js';
import { reportContext } from './report-context.js';
import type { CaseOptions } from './run-case.js';
import { printRecorded } from './run-records.js';
import type { Terminal } from './terminal.js';

/** Options of `candor dismiss`. */
export interface DismissOptions extends CaseOptions {
  readonly report?: string;
  readonly justification?: string;
  readonly hypothesis?: string;
  readonly hypothesisKind: string;
  readonly rival: string;
  readonly evidence: readonly string[];
  readonly testimony: readonly string[];
  readonly rivalCannotExplain?: string;
  readonly retest?: string;
  readonly expires?: string;
  readonly author?: string;
  readonly producer?: string;
  readonly codePath?: string;
  readonly reproduction?: string;
  readonly reproductionCommand?: string;
}

const justificationAsked = {
  flag: '--justification',
  question: 'Why it may be closed, by number',
  choices: justifications,
};

/** Judges a dismissal against the last report and records it when no rule refuses it; 65 when one does. */
export async function runDismiss(wanted: string, options: DismissOptions, terminal: Terminal): Promise<number> {
  const files = existingCase(options.case);
  const read = openCase(files);
  const stored = findReport(read, options.report);
  const report = loadReport(files, stored);
  const finding = findFinding(report, wanted);
  const body = await bodyOf(finding, report, fileId(stored), options, terminal);
  const dismissal = dismissalOf(body, [], null);
  const judged = judgeDismissal(dismissal, reportContext(report, finding, dismissal.retest, terminal.now()));
  if (judged.state !== 'valid') return refused(finding, judged, options, terminal);
  const chained = appendRecord(files, () => ({
    kind: 'dismissal',
    at: terminal.now().toISOString(),
    by: dismissal.author,
    body,
  }));
  if (chained) printRecorded(chained, files.folder, options, terminal);
  return 0;
}

/** Prints why a dismissal or an acceptance was refused and what would change that. */
export function refused(
  finding: Pick<FoundFinding, 'check' | 'subject'>,
  judged: DismissalJudgement,
  options: CaseOptions,
  terminal: Terminal,
): number {
  if (options.json) terminal.stdout(`${JSON.stringify(judged, null, 2)}\n`);
  terminal.stderr(
    [
      `candor: refused, ${finding.check}@${plainLine(finding.subject)} stays open: ${judged.refusedBy.join(', ')}`,
      `  because ${plainLine(judged.because)}`,
      ...judged.wouldAccept.map((would) => `  would change that: ${plainLine(would)}`),
      '',
    ].join('\n'),
  );
  return exitCodes.data;
}

async function bodyOf(
  finding: FoundFinding,
  report: Report,
  reportId: string,
  options: DismissOptions,
  terminal: Terminal,
): Promise<Readonly<Record<string, unknown>>> {
  const now = terminal.now();
  const days = termDays[isCompromiseCheck(finding.check) ? 'compromise' : 'other'];
  const end = new Date(now.getTime() + days * dayMs).toISOString();
  const asked = (value: string | undefined, rest: Asked) => ask(value, rest, terminal);
  if (terminal.interactive)
    terminal.stderr(`${finding.check}@${plainLine(finding.subject)}: ${plainLine(finding.title)}\n`);
  const justification = await choose(options.justification, justificationAsked, terminal);
  const hypothesis = await asked(options.hypothesis, {
    flag: '--hypothesis',
    question: 'What happened instead, in a sentence',
  });
  const evidence = await evidenceTexts(options, finding, terminal);
  const cannot = await asked(options.rivalCannotExplain, {
    flag: '--rival-cannot-explain',
    question: 'Why an attack cannot explain that',
    fallback: '',
  });
  const retest = await asked(options.retest, {
    flag: '--retest',
    question: 'What a machine asks next time, e.g. check:EXP-04=pass',
    fallback: '',
    objection: (answer) => (answer === '' || readRetest(answer) !== null ? null : retestForms),
  });
  if (retest !== '' && readRetest(retest) === null)
    throw new CandorError('USAGE', `"${plainLine(retest).slice(0, 80)}" is no retest`, { hint: retestForms });
  return {
    host: report.host.name,
    report: reportId,
    fingerprint: finding.fingerprint,
    check: finding.check,
    subject: finding.subject,
    justification,
    hypothesis: { id: options.hypothesisKind, text: hypothesis, rival: options.rival },
    producer: await producerOf(options, justification, terminal),
    evidence: [
      ...evidence.map((text) => evidenceOf(text, report, reportId, cannot || null)),
      ...options.testimony.map((text) => ({ kind: 'testimony', text })),
    ],
    retest: retest === '' ? null : retest,
    author: await author(options.author, terminal),
    at: now.toISOString(),
    expires: await asked(options.expires, {
      flag: '--expires',
      question: `Until when, at most ${days} days`,
      fallback: end,
      objection: (answer) => (readDate(answer) === null ? 'a date such as 2026-01-31' : null),
    }),
    finding: {
      indicators: finding.indicators,
      artifacts: [...new Set(finding.evidence.map((ref) => ref.artifact))],
      text: finding.text.slice(0, 4000),
      lastSeen: finding.lastSeen,
    },
  };
}
