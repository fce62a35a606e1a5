import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleNow, exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type SensorFound, sensorView } from '../../facts/sensor-state.js';

const monitor = (change: Partial<SensorFound> = {}): SensorFound => ({
  name: 'candor-sensor',
  subject: 'container:site-app-1',
  running: true,
  heartbeatAt: exampleNow,
  heartbeatIntervalSec: 10,
  seen: 12,
  emitted: 10,
  aggregated: 2,
  dropped: 0,
  silences: [],
  tampered: [],
  degraded: [],
  detail: 'observe',
  ref: exampleRef('sensor.state'),
  ...change,
});

/** SNS-08: a monitor that was put there and gives no sign of life. */
export const monitorIsSilent = defineCheck({
  id: 'SNS-08',
  title: 'A monitor gives no sign of life',
  questions: ['Q8'],
  severity: 'high',
  required: true,
  needs: { view: sensorView },
  decide({ view }, { now, windowSince }): readonly Outcome[] {
    if (view.value.sensors.length === 0) return [notApplicable(view.evidence, 'no monitor was found on this host')];
    return view.value.sensors.map((sensor) => {
      const target = { subject: sensor.subject };
      if (!sensor.running)
        return fail([sensor.ref], {
          ...target,
          what: `${sensor.name} in ${sensor.subject} does not run (${sensor.detail.slice(0, 200)})`,
          location: sensor.subject,
        });
      if (sensor.tampered.length > 0)
        return fail([sensor.ref], {
          ...target,
          what: `hooks of ${sensor.name} in ${sensor.subject} were taken off or overwritten: ${sensor.tampered.slice(0, 8).join(', ')}`,
          location: sensor.subject,
        });
      if (sensor.heartbeatAt === null)
        return cannotTell(
          'absent-sensor',
          `${sensor.name} said that it was installed and has no heartbeat: whether it lives cannot be told`,
          { ...target, evidence: [sensor.ref] },
        );
      const ageSec = (now.getTime() - sensor.heartbeatAt.getTime()) / 1000;
      if (ageSec > 2 * (sensor.heartbeatIntervalSec ?? 10))
        return fail([sensor.ref], {
          ...target,
          what: `${sensor.name} was last heard ${Math.round(ageSec)} s ago; it should speak every ${sensor.heartbeatIntervalSec ?? 10} s`,
          location: sensor.subject,
        });
      const silence = sensor.silences.findLast(({ to }) => to >= windowSince);
      if (silence)
        return fail([sensor.ref], {
          ...target,
          what: `${sensor.name} was silent from ${silence.from.toISOString()} to ${silence.to.toISOString()}, although its process lived; it should speak every ${sensor.heartbeatIntervalSec ?? 10} s`,
          location: sensor.subject,
          severity: 'medium',
        });
      return pass([sensor.ref], target);
    });
  },
  whyItMatters: 'A dead monitor and a quiet night look the same in every report.',
  verifyByHand: 'docker logs --since 1m CONTAINER 2>&1 | grep candor-sensor | tail -n 1',
  remediation: {
    text: 'Bring the monitor back, or take it out and say so: a control that is listed and dead is worse than none.',
  },
  references: ['Dec-2025 case G1'],
  examples: {
    pass: [
      { title: 'heartbeat just now', facts: { view: seen({ sensors: [monitor()], switches: [] }) } },
      { title: 'no monitor here', expect: 'not-applicable', facts: { view: seen({ sensors: [], switches: [] }) } },
    ],
    fail: [
      {
        title: 'it lost a hook',
        facts: { view: seen({ sensors: [monitor({ tampered: ['spawn'] })], switches: [] }) },
      },
      {
        title: 'it was silent for five minutes and speaks again',
        facts: {
          view: seen({
            sensors: [
              monitor({
                silences: [
                  { from: new Date(exampleNow.getTime() - 600_000), to: new Date(exampleNow.getTime() - 300_000) },
                ],
              }),
            ],
            switches: [],
          }),
        },
      },
      {
        title: 'silent for a minute',
        facts: {
          view: seen({ sensors: [monitor({ heartbeatAt: new Date(exampleNow.getTime() - 60_000) })], switches: [] }),
        },
      },
      {
        title: 'its own log says that it failed',
        facts: {
          view: seen({ sensors: [monitor({ running: false, detail: 'failed: cannot find module' })], switches: [] }),
        },
      },
    ],
    blind: [
      { title: 'nothing read', facts: { view: unseen() } },
      {
        title: 'installed, no heartbeat known',
        facts: { view: seen({ sensors: [monitor({ heartbeatAt: null })], switches: [] }) },
      },
      { title: 'a part was read', facts: { view: partlySeen({ sensors: [monitor()], switches: [] }) } },
    ],
  },
});
