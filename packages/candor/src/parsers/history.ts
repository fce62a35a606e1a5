import { type Artifact, hasContent, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { type EarlierReport, type History, history, type LedgerEntry } from '../facts/history.js';
import { type CaseChange, readCaseChanges } from '../formats/reports/read-changes.js';
import { earlierReport } from './earlier-report.js';
import { defineParser, type ParseContext } from './parser.js';
import { gapOf, readArtifacts } from './readings.js';

/** Earlier reports (Candor's JSON, people's Markdown) and the ledger. Looked for and absent = a first report; not looked for = unknown. */
export const historyParser = defineParser(history, (context): Fact<History> => {
  const artifacts = context.artifacts('case.reports');
  const changes = readArtifacts(context, 'case.changes', readCaseChanges);
  const ledger = changes.rows.flatMap((row) => row.value.map((change) => toEntry(change, row.artifact)));
  const unreadable = artifacts.find((artifact) => !hasContent(artifact) && artifact.status !== 'absent');
  if (unreadable && !artifacts.some(hasContent)) return unreadableHistory(unreadable);
  if (artifacts.length === 0 && changes.rows.length === 0)
    return unknown('not-collected', 'case.reports was not collected');
  const reports = artifacts.filter(hasContent).flatMap((artifact) => earlierReport(artifact));
  const value = {
    reports: sorted(reports),
    changes: ledger,
    firstReport: reports.length === 0 && artifacts.length > 0,
  };
  const first = artifacts[0] ?? changes.rows[0]?.artifact;
  const evidence = first
    ? refTo(first)
    : { artifact: 'case.reports', subject: 'host', excerpt: 'no earlier report was handed over' };
  const notLooked =
    artifacts.length === 0 ? { reason: 'not-collected' as const, detail: 'earlier reports were not looked for' } : null;
  const hole = notLooked ?? (unreadable ? gapOf(unreadable) : brokenReports(context, reports.length));
  return hole ? partial(value, hole, [evidence], context.now) : known(value, [evidence], context.now);
});

function unreadableHistory(artifact: Artifact): Fact<History> {
  const gap = gapOf(artifact);
  return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'the case history could not be read');
}

function brokenReports(context: ParseContext, read: number): { reason: 'unparseable'; detail: string } | null {
  const given = context.artifacts('case.reports').filter(hasContent).length;
  return read < given
    ? { reason: 'unparseable', detail: `${given - read} of ${given} earlier reports could not be read` }
    : null;
}

function sorted(reports: readonly EarlierReport[]): EarlierReport[] {
  return [...reports].sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
}

function toEntry(change: CaseChange, artifact: Artifact): LedgerEntry {
  return {
    at: change.at,
    what: change.what,
    by: change.by ?? 'unknown',
    ref: refTo(artifact, change.line, change.what),
  };
}
