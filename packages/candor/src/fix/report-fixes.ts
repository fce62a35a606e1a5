import type { FileDiff } from '../core/report.js';
import { type Result, resultKey } from '../core/result.js';
import type { FixPlan } from './plan-fixes.js';
import { unifiedDiff } from './text/unified-diff.js';

/** The diffs of a plan for a report: against the judged texts, in which secrets are redacted. */
export function diffsOf(plan: FixPlan): FileDiff[] {
  return plan.files.map(({ path, before, after, mode, fixes }) => ({
    file: path,
    patch: unifiedDiff({ path, before, after, ...(mode === null ? {} : { mode: { from: null, to: mode } }) }),
    fixes,
  }));
}

/** Keys of the results for which there is a diff. */
export function fixable(plan: FixPlan): ReadonlySet<string> {
  return new Set(plan.fixes.filter(({ state }) => state === 'change').map(({ key }) => key));
}

/** Results with what their own remedy does to the files, also where a person has to apply it. */
export function withDiffs(results: readonly Result[], plan: FixPlan): Result[] {
  const patches = new Map(plan.fixes.map(({ key, patch }) => [key, patch]));
  return results.map((result) => {
    const diff = result.state === 'fail' ? (patches.get(resultKey(result)) ?? null) : null;
    return diff === null ? result : { ...result, remediation: { ...result.remediation, diff } };
  });
}
