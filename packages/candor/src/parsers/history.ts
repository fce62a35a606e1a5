import { type Artifact, hasContent, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { type EarlierReport, type History, history, type LedgerEntry } from '../facts/history.js';
import { type CaseChange, readCaseChanges } from '../formats/reports/read-changes.js';
import { earlierReport } from './earlier-report.js';
import { defineParser, type ParseContext } from './parser.js';
import { gapOf, readArtifacts } from './readings.js';

/** Earlier reports (Candor's JSON, people's Markdown) and the ledger. Without any, this is a first report. */
export const historyParser = defineParser(history, (context): Fact<History> => {
  const artifacts = context.artifacts('case.reports');
  const changes = readArtifacts(context, 'case.changes', readCaseChanges);
  const ledger = changes.rows.flatMap((row) => row.value.map((change) => toEntry(change, row.artifact)));
  const unreadable = artifacts.find((artifact) => !hasContent(artifact) && artifact.status !== 'absent');
  if (unreadable && !artifacts.some(hasContent)) return unreadableHistory(unreadable);
  const reports = artifacts.filter(hasContent).flatMap((artifact) => earlierReport(artifact));
  const value = { reports: sorted(reports), changes: ledger, firstReport: reports.length === 0 };
  const first = artifacts[0] ?? changes.rows[0]?.artifact;
  const evidence = first
    ? refTo(first)
    : { artifact: 'case.reports', subject: 'host', excerpt: 'no earlier report was handed over' };
  const hole = unreadable ? gapOf(unreadable) : brokenReports(context, reports.length);
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
