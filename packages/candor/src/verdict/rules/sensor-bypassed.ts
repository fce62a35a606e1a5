import { valueIfKnown } from '../../core/fact.js';
import { startView } from '../../facts/starts.js';
import { limited, withdrawPasses } from '../changes.js';
import { defineRule } from '../rule.js';

/** Checks whose pass rests on what the sensor in the app reports. */
const restOnSensor = new Set(['RTC-09', 'RTC-10']);

/** Rule 49: where the kernel saw what the process's own sensor did not, that sensor's silence is no information. */
export const sensorBypassed = defineRule({
  id: 'SENSOR_BYPASSED',
  number: 49,
  reason: 'Code that can start a program past the sensor can do everything else past it as well.',
  apply: (judgement, { facts }) => {
    const past = (valueIfKnown(facts(startView))?.starts ?? []).filter(
      (start) => start.side === 'kernel-only' && start.claim,
    );
    const first = past[0];
    if (!first) return judgement;
    const because = `the kernel saw ${first.subject} start \`${first.command.slice(0, 80)}\` past its own sensor, so what that sensor does not report may have happened`;
    const next = withdrawPasses(
      judgement,
      'SENSOR_BYPASSED',
      (result) => restOnSensor.has(result.check),
      'absent-sensor',
      because,
      first.evidence,
    );
    return limited(next, 'SENSOR_BYPASSED', ['Q4', 'Q8'], 'unknown', because, first.evidence);
  },
});
