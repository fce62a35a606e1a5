import { valueIfKnown } from '../../core/fact.js';
import { sensorView } from '../../facts/sensor-state.js';
import { limited } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 2: silence of a sensor counts only when a canary of its own was seen in the window. */
export const sensorSelftest = defineRule({
  id: 'SENSOR_SELFTEST',
  number: 2,
  reason: 'A sensor that never showed that it can speak proves nothing by being quiet.',
  apply: (judgement, { facts, windowSince }) => {
    const sensors = valueIfKnown(facts(sensorView))?.sensors ?? [];
    const mute = sensors.filter(
      (sensor) => sensor.running && (sensor.heartbeatAt === null || sensor.heartbeatAt < windowSince),
    );
    return mute.reduce((next, sensor) => {
      const because = `${sensor.name} in ${sensor.subject}: no heartbeat and no canary of it stands in the window, so its silence is no information`;
      return limited(next, 'SENSOR_SELFTEST', ['Q4', 'Q8'], 'unknown', because, [sensor.ref]);
    }, judgement);
  },
});
