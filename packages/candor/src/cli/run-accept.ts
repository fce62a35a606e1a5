import { appendRecord } from '../case/append-record.js';
import { findFinding } from '../case/find-finding.js';
import { existingCase } from '../case/open-case.js';
import { acceptanceOf } from '../case/read-body.js';
import { openCase } from '../case/read-case.js';
import { findReport, loadReport } from '../case/stored-reports.js';
import { dayMs, termDays } from '../verdict/dismissals/dismissal-terms.js';
import { judgeAcceptance } from '../verdict/dismissals/judge-acceptance.js';
import { ask, author } from './ask.js';
import type { CaseOptions } from './run-case.js';
import { refused } from './run-dismiss.js';
import { printRecorded } from './run-records.js';
import type { Terminal } from './terminal.js';

/** Options of `candor accept`. */
export interface AcceptOptions extends CaseOptions {
  readonly reason?: string;
  readonly expires?: string;
  readonly author?: string;
}

/** Records that the operator lives with a configuration finding for a time; it stays printed and the verdict stays. */
export async function runAccept(wanted: string, options: AcceptOptions, terminal: Terminal): Promise<number> {
  const files = existingCase(options.case);
  const report = loadReport(files, findReport(openCase(files), undefined));
  const finding = findFinding(report, wanted);
  const now = terminal.now();
  const end = new Date(now.getTime() + termDays.acceptance * dayMs).toISOString();
  const body = {
    host: report.host.name,
    fingerprint: finding.fingerprint,
    check: finding.check,
    subject: finding.subject,
    questions: finding.questions,
    reason: await ask(options.reason, { flag: '--reason', question: 'Why it cannot be changed' }, terminal),
    author: await author(options.author, terminal),
    at: now.toISOString(),
    expires: await ask(options.expires, { flag: '--expires', question: 'Until when', fallback: end }, terminal),
  };
  const judged = judgeAcceptance(acceptanceOf(body, null), now);
  if (judged.state !== 'valid') return refused(finding, judged, options, terminal);
  const chained = appendRecord(files, () => ({ kind: 'acceptance', at: now.toISOString(), by: body.author, body }));
  if (chained) printRecorded(chained, files.folder, options, terminal);
  return 0;
}
