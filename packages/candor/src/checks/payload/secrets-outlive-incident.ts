import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleHistory, exampleReport, firstReport } from '../../facts/examples-history.js';
import { type EarlierReport, type History, history } from '../../facts/history.js';
import { blindSpot } from '../shared/blind-spot.js';
import { forEachPayload, type PayloadView, payloadNeeds } from './judge-payload.js';
import { noPayload, withPayload } from './payload-example.js';
import { unseenPayload } from './unseen-payload.js';

const secretName = /SECRET|PASSWORD|PASS$|TOKEN|API_KEY|DATABASE_UR[IL]|MONGO\w{0,10}_UR[IL]/;
const settle = 'docker inspect -f "{{.Created}}" CONTAINER';

/** The last report that says the host was attacked with success. */
function lastIncident(past: History): EarlierReport | null {
  const bad = past.reports.filter((report) => report.tone === 'bad' || report.status === 'COMPROMISED');
  return bad.at(-1) ?? null;
}

/** Environment is fixed when a container is created: one from before the incident has the secrets of then. */
function judge(view: PayloadView, incident: EarlierReport, all: readonly Container[], past: History): Outcome {
  const { subject, app } = view;
  if (incident.at === null)
    return cannotTell('unparseable', `${incident.name} says that there was an incident, but not when`, { subject });
  const since = incident.at;
  const day = since.toISOString().slice(0, 16);
  const own = all.filter(
    (each) => each.name === app.container || (app.project !== null && each.project === app.project),
  );
  const holders = own.filter((each) => each.running && each.env.some((entry) => secretName.test(entry.name)));
  const old = holders.find((each) => each.createdAt !== null && each.createdAt < since);
  if (old !== undefined) {
    const names = old.env.filter((entry) => secretName.test(entry.name)).map((entry) => entry.name.replace(/#.*/, ''));
    const what = `${[...new Set(names)].slice(0, 6).join(', ')} are those from before the incident of ${day}: the container was created ${old.createdAt?.toISOString().slice(0, 16)}`;
    return fail([old.ref, incident.ref], { subject, what, location: `${old.name}: environment` });
  }
  const entry = past.changes.find(
    (change) => change.at > since && /rotat|new (?:secret|password|key)/i.test(change.what),
  );
  const said =
    entry === undefined
      ? 'no entry of the ledger tells'
      : `only the ledger tells (${entry.at.toISOString().slice(0, 16)})`;
  return cannotTell(
    'not-collected',
    `whether secrets were changed since the incident of ${day} was not seen: ${said}`,
    {
      subject,
      evidence: [incident.ref],
      settle,
    },
  );
}

/** PAY-30: secrets that an attacker may have read are not in use any more. */
export const secretsOutliveIncident = defineCheck({
  id: 'PAY-30',
  title: 'Secrets from before an incident are still in use',
  questions: ['Q9', 'Q2'],
  severity: 'high',
  required: true,
  history: true,
  needs: { ...payloadNeeds, history },
  uses: { containers },
  decide: ({ nodeApps, history: past, containers: all }) => {
    if (past.value.firstReport) return notApplicable(past.evidence, 'first report');
    return forEachPayload({ nodeApps, ...unseenPayload }, (view) => {
      const incident = lastIncident(past.value);
      if (incident === null)
        return pass(past.evidence, { subject: view.subject, what: 'no earlier report names an incident' });
      const gap = blindSpot(all);
      if (all.status === 'unknown')
        return cannotTell(gap?.reason ?? 'not-collected', gap?.detail ?? '', { subject: view.subject, settle });
      return judge(view, incident, all.value, past.value);
    });
  },
  whyItMatters:
    'Code that ran in the app read its environment; with the old secret its author signs himself in at any time.',
  verifyByHand: settle,
  remediation: {
    text: 'Make PAYLOAD_SECRET, database password, API keys and mail password new, then recreate the containers.',
    commands: [
      'candor rotate-list',
      'openssl rand -hex 32   # a new value for each name',
      'docker compose up -d --force-recreate',
    ],
  },
  references: ['Payload documentation: rotating the secret'],
  examples: {
    pass: [
      { title: 'first report', facts: { ...withPayload, history: seen(firstReport) }, expect: 'not-applicable' },
      {
        title: 'no incident before',
        facts: { ...withPayload, history: seen(exampleHistory()), containers: seen([holder('2026-11-01')]) },
      },
      { ...noPayload, facts: { ...noPayload.facts, history: seen(exampleHistory()) } },
    ],
    fail: [
      {
        title: 'the container is older than the incident',
        facts: { ...withIncident(), containers: seen([holder('2026-11-01')]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen(), history: unseen() } },
      {
        title: 'created since, secrets not compared',
        facts: { ...withIncident(), containers: seen([holder('2026-11-12')]) },
      },
      { title: 'no container was seen', facts: withIncident() },
      {
        title: 'the ledger alone says so',
        facts: {
          ...withPayload,
          containers: seen([holder('2026-11-12')]),
          history: seen(
            exampleHistory([incident()], {
              changes: [
                {
                  at: new Date('2026-11-11T00:00:00Z'),
                  what: 'rotated all secrets',
                  by: 'me',
                  ref: exampleRef('case.changes'),
                },
              ],
            }),
          ),
        },
      },
    ],
  },
});

function incident(): EarlierReport {
  return exampleReport({ status: 'COMPROMISED', tone: 'bad' });
}

function withIncident() {
  return { ...withPayload, history: seen(exampleHistory([incident()])) };
}

function holder(day: string): Container {
  const env = [
    { name: 'PAYLOAD_SECRET', value: 'hmac-sha256:0d5c1f9a7be3:64', strength: 'strong' as const, length: 64 },
  ];
  return exampleContainer({ createdAt: new Date(`${day}T00:00:00Z`), env });
}
