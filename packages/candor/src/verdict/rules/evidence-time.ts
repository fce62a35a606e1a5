import { hasContent, refTo } from '../../core/evidence.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** A report later than its evidence by more than this says so. */
const tolerableMs = 300_000;

/** Rule 23: each artefact has its own time; a report later than its evidence says so. */
export const evidenceTime = defineRule({
  id: 'EVIDENCE_TIME',
  number: 23,
  reason: 'A report of 09:12 rested on evidence of 08:50.',
  apply: (judgement, { bundle, now }) => {
    const old = bundle.artifacts.filter(
      (artifact) =>
        hasContent(artifact) &&
        artifact.id !== 'case.reports' &&
        artifact.id !== 'case.changes' &&
        now.getTime() - artifact.capturedAt.getTime() > tolerableMs,
    );
    const first = old[0];
    if (!first) return judgement;
    const minutes = Math.round((now.getTime() - first.capturedAt.getTime()) / 60_000);
    return traced(
      judgement,
      'EVIDENCE_TIME',
      `${old.length} artefacts`,
      `as of ${first.capturedAt.toISOString().slice(0, 16)}Z`,
      `${first.id} is ${minutes} minutes older than this report`,
      [refTo(first)],
    );
  },
});
