import { defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleNow, exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type SensorSwitch, sensorView } from '../../facts/sensor-state.js';

const silenced: SensorSwitch = {
  name: 'DISABLE_SUBPROC_DIAG',
  value: 'true',
  subject: 'container:site-app-1',
  place: '/srv/site/.env:7',
  since: exampleNow,
  ref: exampleRef('compose.env'),
};

/** As it stands in the environment; a switch of a log's or the ledger's words is named alone. */
function switchText({ name, value }: SensorSwitch): string {
  return /^[\w.-]{1,20}$/.test(value) ? `${name}=${value} is set` : `${name} is on`;
}

/** SNS-09: a switch that silences a sensor is on. */
export const sensorIsSwitchedOff = defineCheck({
  id: 'SNS-09',
  title: 'A sensor is switched off',
  questions: ['Q8'],
  severity: 'high',
  required: true,
  needs: { view: sensorView },
  decide({ view }): readonly Outcome[] {
    const bySubject = new Map<string, SensorSwitch[]>();
    for (const one of view.value.switches) bySubject.set(one.subject, [...(bySubject.get(one.subject) ?? []), one]);
    if (bySubject.size === 0) return [pass(view.evidence, { what: 'no switch that silences a sensor is on' })];
    return [...bySubject].map(([subject, switches]) => {
      const [first, ...rest] = switches as [SensorSwitch, ...SensorSwitch[]]; // a group has at least one member
      const since = switches.flatMap((one) => one.since ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
      const places = [...new Set(switches.map((one) => one.place))].join(', ');
      return fail([first.ref, ...rest.map((one) => one.ref)], {
        subject,
        what: `${switchText(first)} ${since ? `since ${since.toISOString().slice(0, 16)}Z` : '(since when is not told)'}: from then on the monitor says nothing, whatever happens`,
        location: places,
      });
    });
  },
  whyItMatters:
    'The monitor of the case was switched off after a real alarm; twenty minutes of a miner followed in silence.',
  verifyByHand: "docker inspect -f '{{json .Config.Env}}' CONTAINER | tr ',' '\\n' | grep -E 'DISABLE_|CANDOR_SENSOR'",
  remediation: {
    text: 'Remove the switch from the place named, recreate the container and see the monitor’s heartbeat.',
    commands: ['grep -rn DISABLE_SUBPROC_DIAG .env docker-compose.yml', 'docker compose up -d --force-recreate'],
  },
  references: ['Dec-2025 case G7', 'SENSOR_BLIND'],
  examples: {
    pass: [{ title: 'no switch', facts: { view: seen({ sensors: [], switches: [] }) } }],
    fail: [
      { title: 'a line in .env', facts: { view: seen({ sensors: [], switches: [silenced] }) } },
      { title: 'seen in a part of the evidence', facts: { view: partlySeen({ sensors: [], switches: [silenced] }) } },
    ],
    blind: [
      { title: 'nothing read', facts: { view: unseen() } },
      { title: 'a part was read', facts: { view: partlySeen({ sensors: [], switches: [] }) } },
    ],
  },
});
