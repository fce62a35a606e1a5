import { valueIfKnown } from '../../core/fact.js';
import type { Result } from '../../core/result.js';
import type { FactSource } from '../../core/run-checks.js';
import { isAtLeast } from '../../core/severity.js';
import { nodeApps } from '../../facts/app.js';
import { detections } from '../../facts/detections.js';
import { history } from '../../facts/history.js';
import { logs } from '../../facts/logs.js';
import { limited } from '../changes.js';
import { effectChecks } from '../decide-verdict.js';
import { defineRule } from '../rule.js';

/**
 * Rule 48: incidents are built from logs, sensors, history and the checks that show effects. Where those were not seen
 * completely, "no incident" is no information: nothing about the past or about closure can be called good.
 */
export const incidentsUnseen = defineRule({
  id: 'INCIDENTS_UNSEEN',
  number: 48,
  reason: 'Taking a log away must never make a host look cleaner.',
  apply: (judgement, { facts }) => {
    const seen = facts(detections);
    const past = facts(history);
    const silent = emptyAppLog(facts);
    const unseen = judgement.results.find(hidesEffects);
    const hole =
      seen.status === 'unknown'
        ? seen.detail
        : (seen.gap?.detail ??
          (past.status === 'unknown' ? past.detail : past.gap?.detail) ??
          silent ??
          (unseen ? `${unseen.check} has no answer: ${unseen.detail ?? unseen.title}` : null));
    return hole
      ? limited(
          judgement,
          'INCIDENTS_UNSEEN',
          ['Q3', 'Q4', 'Q9'],
          'unknown',
          `not everything that would show an incident was seen: ${hole}`,
        )
      : judgement;
  },
});

/** A check whose failure makes an incident, or is a sign of one, and that saw nothing to decide from. */
function hidesEffects({ check, severity, state, missing, evidence, required, reason }: Result): boolean {
  // A sensor that nobody has to have, and that was never there, hides nothing that could have been read.
  if (!required && reason === 'absent-sensor') return false;
  if (state !== 'unknown' && state !== 'error' && state !== 'stale') return false;
  if (effectChecks.has(check)) return missing.length > 0;
  return check.startsWith('RTC-') && isAtLeast(severity, 'high') && evidence.length === 0;
}

/** A Next.js server prints at its start: a log without a line was emptied, or is not its log. */
function emptyAppLog(facts: FactSource): string | null {
  const apps = (valueIfKnown(facts(nodeApps)) ?? []).filter((app) => app.packages.some(({ name }) => name === 'next'));
  const empty = (valueIfKnown(facts(logs)) ?? []).find(
    (log) =>
      log.artifact === 'docker.logs' &&
      log.reading.lines === 0 &&
      apps.some((app) => log.subject === `container:${app.container}`),
  );
  return empty ? `the log of ${empty.subject} is empty, although the app prints at its start` : null;
}
