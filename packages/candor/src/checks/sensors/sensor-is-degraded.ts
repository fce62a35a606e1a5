import { defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleNow, exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type SensorFound, sensorView } from '../../facts/sensor-state.js';

const sensor = (degraded: readonly string[]): SensorFound => ({
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
  degraded,
  detail: 'observe',
  ref: exampleRef('docker.logs'),
});

/** Node's permission model takes the bindings away, and the sensor has a way of its own for that: no defect of the site. */
const isByPermission = (reason: string): boolean => reason.includes('ERR_ACCESS_DENIED');

/** SNS-16: a sensor that says of itself that a part of it works less well than designed. */
export const sensorIsDegraded = defineCheck({
  id: 'SNS-16',
  title: 'A sensor works less well than designed',
  questions: ['Q8'],
  severity: 'medium',
  required: false,
  needs: { view: sensorView },
  decide({ view }): readonly Outcome[] {
    const speaking = view.value.sensors.filter((one) => one.heartbeatAt !== null);
    if (speaking.length === 0) return [notApplicable(view.evidence, 'no sensor tells about itself')];
    return speaking.map(({ name, subject, degraded, ref }) => {
      const reasons = degraded.filter((reason) => !isByPermission(reason));
      if (reasons.length === 0)
        return pass([ref], {
          subject,
          what: degraded.length > 0 ? 'degraded by Node’s permission model alone' : 'every part works',
        });
      return fail([ref], {
        subject,
        what: `${name} in ${subject} says that it is degraded: ${reasons.slice(0, 5).join('; ').slice(0, 400)}`,
        location: subject,
      });
    });
  },
  whyItMatters:
    'A baseline that cannot be read makes every known start a new one, and an output that cannot be written keeps what the sensor saw. The application runs on, so nobody notices.',
  verifyByHand: 'candor sensor status CONTAINER',
  remediation: {
    text: 'Read the reason: correct the baseline file, the path of the events, or how the sensor is loaded, and restart the service.',
    commands: ['candor sensor baseline show candor-baseline.json', 'candor sensor status CONTAINER'],
  },
  references: ['packages/sensor/README.md'],
  examples: {
    pass: [
      { title: 'every part works', facts: { view: seen({ sensors: [sensor([])], switches: [] }) } },
      {
        title: 'the permission model takes the bindings away',
        facts: {
          view: seen({
            sensors: [sensor(['spawnSync: process.binding: ERR_ACCESS_DENIED; exports are wrapped instead'])],
            switches: [],
          }),
        },
      },
      { title: 'no sensor', expect: 'not-applicable', facts: { view: seen({ sensors: [], switches: [] }) } },
      {
        title: 'one that was never heard: the silence is another finding',
        expect: 'not-applicable',
        facts: { view: seen({ sensors: [{ ...sensor([]), heartbeatAt: null }], switches: [] }) },
      },
    ],
    fail: [
      {
        title: 'a broken baseline',
        facts: { view: seen({ sensors: [sensor(['baseline: cannot be read: failed'])], switches: [] }) },
      },
      {
        title: 'a full disk beside the permission model',
        facts: {
          view: seen({
            sensors: [sensor(['network: process.binding: ERR_ACCESS_DENIED', 'output: file: ENOSPC'])],
            switches: [],
          }),
        },
      },
      {
        title: 'in a part of the evidence',
        facts: { view: partlySeen({ sensors: [sensor(['load: loaded after the application began'])], switches: [] }) },
      },
    ],
    blind: [
      { title: 'nothing read', facts: { view: unseen() } },
      { title: 'a part was read', facts: { view: partlySeen({ sensors: [sensor([])], switches: [] }) } },
    ],
  },
});
