import { readFileSync } from 'node:fs';
import { appendRecord } from '../case/append-record.js';
import { type FoundFinding, findFinding } from '../case/find-finding.js';
import { existingCase } from '../case/open-case.js';
import { dismissalOf } from '../case/read-body.js';
import { openCase } from '../case/read-case.js';
import { fileId, findReport, loadReport } from '../case/stored-reports.js';
import { CandorError, exitCodes } from '../core/errors.js';
import type { Report } from '../core/report.js';
import { justifications } from '../facts/case-records.js';
import { dayMs, isCompromiseCheck, termDays } from '../verdict/dismissals/dismissal-terms.js';
import { type DismissalJudgement, judgeDismissal } from '../verdict/dismissals/judge-dismissal.js';
import { readRetest } from '../verdict/dismissals/run-retest.js';
import { ask, author } from './ask.js';
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
  const asked = (value: string | undefined, flag: string, question: string, fallback?: string) =>
    ask(value, { flag, question, ...(fallback === undefined ? {} : { fallback }) }, terminal);
  const justification = await asked(options.justification, '--justification', `One of ${justifications.join(', ')}`);
  const benign = await asked(options.hypothesis, '--hypothesis', 'What happened instead, in a sentence');
  const cannot = await asked(
    options.rivalCannotExplain,
    '--rival-cannot-explain',
    'Why an attack cannot explain the evidence',
    '',
  );
  const retest = await asked(
    options.retest,
    '--retest',
    'What a machine asks next time, e.g. check:RTC-03=not-fail',
    '',
  );
  if (retest !== '' && readRetest(retest) === null)
    throw new CandorError('USAGE', `"${plainLine(retest).slice(0, 80)}" is no retest`, {
      hint: 'check:ID[@SUBJECT]=not-fail|pass, indicator-absent:VALUE, file:CONTAINER:/PATH=SHA256 or package:NAME>=VERSION',
    });
  return {
    host: report.host.name,
    report: reportId,
    fingerprint: finding.fingerprint,
    check: finding.check,
    subject: finding.subject,
    justification,
    hypothesis: { id: options.hypothesisKind, text: benign, rival: options.rival },
    producer: producerOf(options),
    evidence: [
      ...options.evidence.map((text) => evidenceOf(text, report, reportId, cannot || null)),
      ...options.testimony.map((text) => ({ kind: 'testimony', text })),
    ],
    retest: retest === '' ? null : retest,
    author: await author(options.author, terminal),
    at: now.toISOString(),
    expires: await asked(
      options.expires,
      '--expires',
      'Until when',
      new Date(now.getTime() + days * dayMs).toISOString(),
    ),
    finding: {
      indicators: finding.indicators,
      artifacts: [...new Set(finding.evidence.map((ref) => ref.artifact))],
      text: finding.text.slice(0, 4000),
      lastSeen: finding.lastSeen,
    },
  };
}

function producerOf(options: DismissOptions) {
  if (options.producer === undefined && options.codePath === undefined) return null;
  return {
    name: options.producer ?? '',
    codePath: options.codePath ?? '',
    command: options.reproductionCommand ?? '',
    output: options.reproduction === undefined ? '' : reproduction(options.reproduction),
  };
}

/** Longest output of a reproduction that is recorded, in characters. */
const reproductionLimit = 20_000;

function reproduction(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, reproductionLimit);
  } catch (error) {
    throw new CandorError(
      'INPUT_INVALID',
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: '--reproduction names a file with the output of the producer',
      },
    );
  }
}

/** `docker.top@container:web-1: ffmpeg -i …`: an excerpt, with the report in which it stands. */
function evidenceOf(text: string, report: Report, reportId: string, rivalCannotExplain: string | null) {
  const match =
    /^([a-z][a-z\d.-]{2,40})@((?:container|host|project|external)(?::[\w.-]{1,100})?):\s*(.{3,1000})$/s.exec(text);
  if (!match)
    throw new CandorError('USAGE', `"${plainLine(text).slice(0, 80)}" is no evidence`, {
      hint: 'ARTEFACT@SUBJECT: EXCERPT, as the report shows it; a person’s word goes to --testimony',
    });
  const [, artifact = '', subject = '', excerpt = ''] = match;
  return {
    kind: 'observed',
    artifact,
    subject,
    excerpt,
    foundIn: stands(report, artifact, subject, excerpt) ? reportId : null,
    rivalCannotExplain,
  };
}

function stands(report: Report, artifact: string, subject: string, excerpt: string): boolean {
  const cited = [
    ...report.results.flatMap((result) => result.evidence),
    ...report.incidents.flatMap((incident) => incident.evidence),
    ...report.rules.flatMap((trace) => trace.evidence),
  ].some((ref) => ref.artifact === artifact && ref.subject === subject && (ref.excerpt ?? '').includes(excerpt));
  return (
    cited ||
    report.logs.some(
      (log) => log.artifact === artifact && log.subject === subject && log.lines.some((line) => line.includes(excerpt)),
    )
  );
}
