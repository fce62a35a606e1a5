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

/** Keys of the results for which there is a diff; true = with what puts it into effect, false = a person builds and deploys. */
export function fixable(plan: FixPlan): ReadonlyMap<string, boolean> {
  const changed = plan.fixes.filter(({ state }) => state === 'change');
  return new Map(changed.map(({ key, effects, files }) => [key, effects.length > 0 || !files.some(isManifest)]));
}

function isManifest(path: string): boolean {
  return path.endsWith('/package.json');
}

/** Results with what their own remedy does to the files, also where a person has to apply it. */
export function withDiffs(results: readonly Result[], plan: FixPlan): Result[] {
  const patches = new Map(plan.fixes.map(({ key, patch }) => [key, patch]));
  return results.map((result) => {
    const diff = result.state === 'fail' ? (patches.get(resultKey(result)) ?? null) : null;
    return diff === null ? result : { ...result, remediation: { ...result.remediation, diff } };
  });
}
