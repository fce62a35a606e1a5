import type { Incident, Report } from '../../core/report.js';
import type { Result } from '../../core/result.js';
import type { CaseRecords } from '../../facts/case-records.js';
import { type CaptureContext, findingContext } from './finding-context.js';
import { judgeAcceptance } from './judge-acceptance.js';
import { judgeDismissal } from './judge-dismissal.js';

/** Results and incidents after the dismissals that hold, and every dismissal and acceptance with its judgement. */
export interface Dismissed {
  readonly results: readonly Result[];
  readonly incidents: readonly Incident[];
  readonly dismissals: Report['dismissals'];
}

/** A capture before its incidents are built: from the results that are left. */
export type Capture = Omit<CaptureContext, 'incidents'> & {
  readonly incidents: (results: readonly Result[]) => readonly Incident[];
};

/** Judges all dismissals and acceptances of the case against this capture; only a valid dismissal changes a state. */
export function applyDismissals(records: CaseRecords, before: Capture): Dismissed {
  const capture = { ...before, incidents: records.dismissals.length === 0 ? [] : before.incidents(before.results) };
  const judged = newest(records.dismissals).map((dismissal) => ({
    dismissal,
    ...judgeDismissal(dismissal, findingContext(dismissal, capture)),
  }));
  const valid = new Map(judged.flatMap((one) => (one.state === 'valid' ? [[one.dismissal.fingerprint, one]] : [])));
  const results = capture.results.map((result) => {
    const by = result.state === 'fail' ? valid.get(result.fingerprint) : undefined;
    return by && by.dismissal.check === result.check
      ? { ...result, state: 'dismissed' as const, detail: by.because }
      : result;
  });
  const incidents = before
    .incidents(results)
    .map((incident) =>
      valid.get(incident.fingerprint)?.dismissal.check.startsWith('INC-') ? { ...incident, open: false } : incident,
    );
  const acceptances = newest(records.acceptances).map((acceptance) => ({
    fingerprint: acceptance.fingerprint,
    kind: 'acceptance' as const,
    ...judgeAcceptance(acceptance, capture.now),
  }));
  return {
    results,
    incidents,
    dismissals: [
      ...judged.map((one) => ({ fingerprint: one.dismissal.fingerprint, kind: 'dismissal' as const, ...one })),
      ...acceptances,
    ].map(({ fingerprint, kind, state, refusedBy, because }) => ({ fingerprint, kind, state, refusedBy, because })),
  };
}

/** The last record about a finding counts. */
function newest<T extends { readonly fingerprint: string }>(list: readonly T[]): T[] {
  return [...new Map(list.map((one) => [one.fingerprint, one])).values()];
}
