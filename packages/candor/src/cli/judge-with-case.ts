import { appendReport } from '../case/append-record.js';
import { lastReportHash, withCase, withoutCase } from '../case/case-artifacts.js';
import { caseFiles } from '../case/case-files.js';
import { defaultCaseFolder, findCaseFolder } from '../case/open-case.js';
import { caseRecordsOf } from '../case/read-body.js';
import { reportBody } from '../case/report-record.js';
import type { Bundle } from '../core/evidence.js';
import type { Report } from '../core/report.js';
import type { EvaluationInput } from '../evaluate.js';
import { findReporter } from '../reporters/index.js';
import type { CheckOptions } from './check-options.js';
import type { Terminal } from './terminal.js';

/** What the history adds to a judgement. */
type CaseInput = Pick<EvaluationInput, 'previous' | 'caseRecords'>;

/**
 * Judges a bundle with the case history and records the report in it. A bundle (`--from`) meets a case only when one is
 * named; without a case nothing is written.
 */
export function judgeWithCase(
  bundle: Bundle,
  options: Pick<CheckOptions, 'case' | 'from' | 'quiet'>,
  terminal: Terminal,
  judge: (bundle: Bundle, input: CaseInput) => Report,
): Report {
  const folder = options.from !== undefined && options.case === undefined ? null : findCaseFolder(options.case);
  if (folder !== null) return recorded(bundle, folder, judge);
  if (options.from !== undefined) return judge(bundle, {});
  if (!options.quiet)
    terminal.stderr(
      `no history is kept (hint: mkdir ${defaultCaseFolder}, or --case DIR, to compare with next time)\n`,
    );
  return judge(withoutCase(bundle, defaultCaseFolder), {});
}

function recorded(bundle: Bundle, folder: string, judge: (bundle: Bundle, input: CaseInput) => Report): Report {
  const files = caseFiles(folder);
  const judged: Report[] = [];
  appendReport(files, (now) => {
    const report = judge(withCase(bundle, files, now), {
      previous: lastReportHash(now),
      caseRecords: caseRecordsOf(now.records, `${folder}/records`, bundle.header.host.name),
    });
    judged.push(report);
    const bytes = Buffer.from(findReporter('json').render(report, { colour: false, width: 100 }));
    return { bytes, id: report.id, at: report.capturedAt.toISOString(), body: reportBody(report) };
  });
  return judged.at(-1) ?? judge(bundle, {});
}
