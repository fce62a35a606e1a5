import { valueIfKnown } from '../../core/fact.js';
import { history } from '../../facts/history.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Changes closer than this cannot be told apart by what followed. */
const intervalMs = 3_600_000;
const remedial = /\b(?:stop|drop|block|patch|upgrad|restart|remov|clos|disabl|rotat|fix|recreat)\w*/i;

/** Rule 19: of two changes in one interval none may be credited alone. */
export const oneChange = defineRule({
  id: 'ONE_CHANGE',
  number: 19,
  reason: 'One container was stopped and all egress dropped in the same minute; the report credited the container.',
  apply: (judgement, { facts }) => {
    const past = valueIfKnown(facts(history));
    const changes = (past?.changes ?? []).filter((change) => remedial.test(change.what));
    const pair = changes.flatMap((change, index) =>
      changes
        .slice(index + 1)
        .filter((other) => Math.abs(other.at.getTime() - change.at.getTime()) <= intervalMs)
        .map((other) => [change, other] as const),
    )[0];
    const credited = past?.reports.find(
      (report) =>
        pair &&
        report.at !== null &&
        report.at >= pair[0].at &&
        report.at >= pair[1].at &&
        (report.tone === 'good' ||
          report.claims.some((claim) => /\b(?:fixed|solved|stopped) (?:it|the)\b/i.test(claim.text))),
    );
    if (!pair || !credited) return judgement;
    return traced(
      judgement,
      'ONE_CHANGE',
      credited.name,
      'no single change is credited',
      `"${pair[0].what.slice(0, 80)}" and "${pair[1].what.slice(0, 80)}" lie within an hour of each other`,
      [pair[0].ref, pair[1].ref],
    );
  },
});
