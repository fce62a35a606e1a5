import type { Report } from '../core/report.js';
import { type Result, resultKey } from '../core/result.js';

/** One finding of a difference. */
export interface ChangedFinding {
  readonly key: string;
  readonly severity: Result['severity'];
  readonly title: string;
  readonly what: string | null;
  readonly fingerprint: string;
}

/** What changed from one report to a later one. */
export interface ReportDiff {
  readonly from: { readonly id: string; readonly capturedAt: Date; readonly verdict: string };
  readonly to: { readonly id: string; readonly capturedAt: Date; readonly verdict: string };
  readonly verdictChanged: boolean;
  readonly new: readonly ChangedFinding[];
  readonly reopened: readonly ChangedFinding[];
  readonly fixed: readonly ChangedFinding[];
  readonly dismissed: readonly ChangedFinding[];
  /** Findings of the first that the second could not answer: they stay open. */
  readonly unanswered: readonly ChangedFinding[];
  readonly stillOpen: number;
}

/** Compares the findings of two reports by fingerprint. */
export function diffReports(from: Report, to: Report): ReportDiff {
  const before = fails(from);
  const after = fails(to);
  const gone = [...before.values()].filter((result) => !after.has(result.fingerprint));
  const come = [...after.values()].filter((result) => !before.has(result.fingerprint));
  const fate = (result: Result) => fateOf(result, to);
  return {
    from: head(from),
    to: head(to),
    verdictChanged: from.verdict.status !== to.verdict.status || from.verdict.confidence !== to.verdict.confidence,
    new: come.filter((result) => result.status !== 'reopened').map(short),
    reopened: come.filter((result) => result.status === 'reopened').map(short),
    fixed: gone.filter((result) => fate(result) === 'fixed').map(short),
    dismissed: gone.filter((result) => fate(result) === 'dismissed').map(short),
    unanswered: gone.filter((result) => fate(result) === 'unanswered').map(short),
    stillOpen: after.size - come.length,
  };
}

function fails(report: Report): Map<string, Result> {
  return new Map(
    report.results.filter((result) => result.state === 'fail').map((result) => [result.fingerprint, result]),
  );
}

function fateOf(result: Result, to: Report): 'fixed' | 'dismissed' | 'unanswered' {
  const mine = to.results.filter((one) => one.check === result.check);
  if (mine.some((one) => one.state === 'dismissed' && one.fingerprint === result.fingerprint)) return 'dismissed';
  const here = mine.filter((one) => one.subject === result.subject);
  const asked = here.length > 0 ? here : mine;
  const open = asked.some((one) => one.state === 'unknown' || one.state === 'error' || one.state === 'stale');
  return asked.length === 0 || open ? 'unanswered' : 'fixed';
}

function short(result: Result): ChangedFinding {
  const { severity, title, what, fingerprint } = result;
  return { key: resultKey(result), severity, title, what, fingerprint };
}

function head(report: Report): ReportDiff['from'] {
  const { status, confidence } = report.verdict;
  return {
    id: report.id,
    capturedAt: report.capturedAt,
    verdict: confidence === null ? status : `${status} (${confidence})`,
  };
}
