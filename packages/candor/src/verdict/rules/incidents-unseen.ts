import { detections } from '../../facts/detections.js';
import { history } from '../../facts/history.js';
import { limited } from '../changes.js';
import { defineRule } from '../rule.js';

/**
 * Rule 48: incidents are built from logs, sensors and history. Where those were not read completely, "no incident" is no
 * information: nothing about the past or about closure can be called good.
 */
export const incidentsUnseen = defineRule({
  id: 'INCIDENTS_UNSEEN',
  number: 48,
  reason: 'Taking a log away must never make a host look cleaner.',
  apply: (judgement, { facts }) => {
    const seen = facts(detections);
    const past = facts(history);
    const hole =
      seen.status === 'unknown'
        ? seen.detail
        : (seen.gap?.detail ?? (past.status === 'unknown' ? past.detail : past.gap?.detail));
    return hole
      ? limited(
          judgement,
          'INCIDENTS_UNSEEN',
          ['Q3', 'Q4', 'Q9'],
          'unknown',
          `not all logs and reports were read: ${hole}`,
        )
      : judgement;
  },
});
