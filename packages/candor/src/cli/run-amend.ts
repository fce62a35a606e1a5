import { appendRecord } from '../case/append-record.js';
import { existingCase } from '../case/open-case.js';
import { amendmentOf } from '../case/read-body.js';
import { openCase } from '../case/read-case.js';
import { findReport, loadReport } from '../case/stored-reports.js';
import { CandorError } from '../core/errors.js';
import { judgeCaseAmendment } from '../verdict/dismissals/judge-case-amendment.js';
import { readRetest, retestForms } from '../verdict/dismissals/run-retest.js';
import { ask, askEach, author } from './ask.js';
import { plainLine } from './plain-text.js';
import { retestOver, runningHoles } from './report-context.js';
import type { CaseOptions } from './run-case.js';
import { printRecorded } from './run-records.js';
import type { Terminal } from './terminal.js';

/** Options of `candor amend`. */
export interface AmendOptions extends CaseOptions {
  readonly claim?: string;
  readonly rootCause?: string;
  readonly action: readonly string[];
  readonly outcome?: string;
  readonly retest?: string;
  readonly lesson: readonly string[];
  readonly author?: string;
}

const retestAsked = {
  flag: '--retest',
  question: 'What shows the outcome, e.g. package:next>=15.3.6',
  fallback: '',
  objection: (answer: string) => (answer === '' || readRetest(answer) !== null ? null : retestForms),
};

/** Records an amendment of a report. What the rules refuse is kept as a claim and changes nothing. */
export async function runAmend(wanted: string, options: AmendOptions, terminal: Terminal): Promise<void> {
  if (options.retest !== undefined && readRetest(options.retest) === null)
    throw new CandorError('USAGE', `"${plainLine(options.retest).slice(0, 80)}" is no retest`, {
      hint: retestForms,
    });
  const files = existingCase(options.case);
  const read = openCase(files);
  const report = loadReport(files, findReport(read, wanted));
  const latest = loadReport(files, findReport(read, undefined));
  const at = terminal.now();
  const by = await author(options.author, terminal);
  const body = {
    report: report.id,
    claim: await ask(options.claim, { flag: '--claim', question: 'What is now known, in a sentence' }, terminal),
    rootCause: await ask(options.rootCause, { flag: '--root-cause', question: 'Root cause', fallback: '' }, terminal),
    actions: await askEach(options.action, { flag: '--action', question: 'What was done' }, terminal),
    outcome: await ask(options.outcome, { flag: '--outcome', question: 'Outcome', fallback: '' }, terminal),
    retest: (await ask(options.retest, retestAsked, terminal)) || null,
    lessons: await askEach(
      options.lesson,
      { flag: '--lesson', question: 'What became a rule, check or test' },
      terminal,
    ),
  };
  const amendment = amendmentOf(body, by, at);
  const judged = judgeCaseAmendment(amendment, {
    sensorOff: latest.rules.some((trace) => trace.rule === 'SENSOR_BLIND'),
    advisories: [...report.incidents, ...latest.incidents].flatMap((incident) => incident.rootCause.advisory ?? []),
    runningHoles: runningHoles(latest, { check: 'RTC-00', text: '' }),
    recurrences: [],
    retest: retestOver(latest, amendment.retest),
    evidence: [],
  });
  const { state, refusedBy, wouldAccept } = judged;
  const chained = appendRecord(files, () => ({
    kind: 'amendment',
    at: at.toISOString(),
    by,
    body: { ...body, state, refusedBy },
  }));
  if (chained) printRecorded(chained, files.folder, options, terminal);
  if (state === 'unsupported-claim')
    terminal.stderr(
      `kept as an unsupported claim, the verdict does not change: ${refusedBy.join(', ')}\n  would change that: ${plainLine(wouldAccept ?? '')}\n`,
    );
}
