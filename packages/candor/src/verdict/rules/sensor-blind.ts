import type { Fact } from '../../core/fact.js';
import { type History, history } from '../../facts/history.js';
import { limited, withdrawPasses } from '../changes.js';
import type { Judgement } from '../judgement.js';
import { disabledMonitors } from '../monitor-spans.js';
import { defineRule } from '../rule.js';

/** Checks whose pass rests on the silence of a monitor inside the app. */
const restOnMonitor = new Set(['RTC-09', 'RTC-10', 'RTC-21']);

/** Rule 1: silence of a sensor that is off, or came after the window began, is no information. */
export const sensorBlind = defineRule({
  id: 'SENSOR_BLIND',
  number: 1,
  reason: 'A switched-off sensor reports nothing, whatever happens.',
  apply: (judgement, { facts }) => {
    const off = disabledMonitors(facts)[0];
    if (!off) return unknownLedger(judgement, facts(history));
    const since = off.since ? `since ${off.since.toISOString().slice(0, 16)}Z` : 'and nobody noted since when';
    const because = `the subprocess monitor has been off ${since} (${off.how}), so "no events" says nothing`;
    const next = withdrawPasses(
      judgement,
      'SENSOR_BLIND',
      (result) => restOnMonitor.has(result.check),
      'disabled-by-operator',
      because,
      off.evidence,
    );
    return limited(next, 'SENSOR_BLIND', ['Q4', 'Q8'], 'unknown', because, off.evidence);
  },
});

/** Nobody looked for the ledger of changes: whether a monitor was switched off is not known. */
function unknownLedger(judgement: Judgement, past: Fact<History>): Judgement {
  if (past.status === 'known') return judgement;
  return withdrawPasses(
    judgement,
    'SENSOR_BLIND',
    (result) => restOnMonitor.has(result.check),
    'not-collected',
    `whether a monitor was switched off is not known: ${past.detail}`,
  );
}
