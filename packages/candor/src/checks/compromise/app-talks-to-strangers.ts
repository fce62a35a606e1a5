import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import type { Known } from '../../core/fact.js';
import { defaultPolicy } from '../../core/policy.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleConnection, exampleContainer, exampleProcess } from '../../facts/examples.js';
import { type History, history } from '../../facts/history.js';
import { policy } from '../../facts/policy.js';
import { type Process, processes } from '../../facts/processes.js';
import { type Connection, type NamespaceConnections, namespaceConnections } from '../../facts/sockets.js';
import { type CaseIndicator, caseIndicators, hostOf } from '../shared/case-indicators.js';
import { connectionText, isDeclared, mayBeNamed, outboundPublic } from '../shared/destinations.js';
import { attackHistory } from '../shared/example-history.js';
import { foreignBecause } from '../shared/foreign-program.js';
import { subjectOf } from '../shared/judge-containers.js';

interface Around {
  readonly indicators: readonly CaseIndicator[];
  readonly processes: readonly Process[];
}

function attackerOf(connection: Connection, around: Around): string | null {
  const known = around.indicators.find(
    (indicator) => hostOf(indicator) === connection.peerAddress.replace(/^::ffff:/, ''),
  );
  if (known) return `an address that ${known.report} names as the attacker's`;
  const owner = around.processes.find(({ pid }) => connection.pid !== null && pid === connection.pid);
  const foreign = owner ? (owner.exeInMemory ? 'runs from memory' : foreignBecause(owner, [])) : null;
  return foreign === null ? null : `and that process ${foreign}`;
}

/** The operator said where this app goes, and this is not among it. */
function failFor(container: Container, unlisted: readonly Connection[]): Outcome {
  const list = [...new Set(unlisted.map((each) => `${each.peerAddress}:${each.peerPort}`))];
  const where = list.slice(0, 10).join(', ');
  return fail([unlisted[0]?.ref ?? container.ref, container.ref], {
    subject: subjectOf(container),
    what: `${container.name} talks to ${where}, which candor.yaml does not list under destinations`,
    location: `${container.name} → ${list[0] ?? ''}`,
  });
}

/** With `network_mode: host` the app's sockets are among the host's. */
function namespaceOf(container: Container): string {
  return container.networkMode === 'host' ? 'host' : subjectOf(container);
}

function ownConnections(container: Container, all: NamespaceConnections, around: Around): readonly Connection[] {
  const inNamespace = all.items.filter((connection) => connection.subject === namespaceOf(container));
  if (container.networkMode !== 'host') return inNamespace;
  const others = new Set(around.processes.filter((each) => each.container !== container.name).map(({ pid }) => pid));
  return inNamespace.filter(({ pid }) => pid === null || !others.has(pid));
}

function judge(
  container: Container,
  fact: Known<NamespaceConnections>,
  declared: Known<typeof defaultPolicy>,
  around: Around,
): Outcome | readonly Outcome[] {
  const subject = subjectOf(container);
  const own = ownConnections(container, fact.value, around);
  const outside = outboundPublic(own);
  const hits = outside.flatMap((connection): Outcome[] => {
    const why = attackerOf(connection, around);
    if (why === null) return [];
    const what = `${container.name} talks to ${connectionText(connection)} (${connection.state}), ${why}`;
    return [
      fail([connection.ref, container.ref], {
        subject,
        what,
        location: `${container.name} → ${connection.peerAddress}:${connection.peerPort}`,
        severity: 'critical',
      }),
    ];
  });
  if (hits.length > 0) return hits;
  const from = `${container.service ?? ''} ${container.name}`;
  const strangers = outside.filter(
    (connection) => !isDeclared(declared.value, { host: connection.peerAddress, port: connection.peerPort, from }),
  );
  const unlisted =
    declared.value.destinations.length === 0
      ? []
      : strangers.filter(({ peerPort }) => !mayBeNamed(declared.value, { port: peerPort, from }));
  if (unlisted.length > 0) return failFor(container, unlisted);
  const first = strangers[0];
  if (first) {
    const list = [...new Set(strangers.map((each) => `${each.peerAddress}:${each.peerPort}`))];
    const shown = list.slice(0, 10).join(', ');
    return cannotTell(
      'not-collected',
      `${container.name} talks to ${list.length} addresses that nobody declared: ${shown}`,
      {
        subject,
        evidence: [first.ref],
        settle: `Are these yours (mail, storage, APIs)? If so, list them under destinations in candor.yaml: ${shown}`,
      },
    );
  }
  if (!fact.value.wholeSubjects.has(namespaceOf(container))) {
    const gap = fact.value.gap ?? fact.gap;
    return cannotTell(gap?.reason ?? 'not-collected', gap?.detail ?? 'only a part of the connections was seen', {
      subject,
      settle: "sudo nsenter -t $(docker inspect -f '{{.State.Pid}}' CONTAINER) -n ss -tanp",
    });
  }
  const what = `${own.length} connections, ${outside.length} of them to other networks, all declared`;
  return pass([container.ref, ...fact.evidence], { subject, what });
}

/** RTC-07: connections of app containers to addresses that nobody declared (ATT&CK T1071). */
export const appTalksToStrangers = defineCheck({
  id: 'RTC-07',
  title: 'An app talks to addresses that nobody declared',
  questions: ['Q3', 'Q5'],
  severity: 'high',
  required: true,
  needs: { namespaceConnections, containers, policy },
  uses: { history, processes },
  decide: (facts) => {
    const apps = facts.containers.value.filter((container) => container.running && container.kinds.includes('node'));
    if (apps.length === 0) return notApplicable(facts.containers.evidence, 'no container runs a Node app');
    const around = {
      indicators:
        facts.history.status === 'known' ? caseIndicators(facts.history.value, facts.policy.value.publicNames) : [],
      processes: facts.processes.status === 'known' ? facts.processes.value.items : [],
    };
    return apps.flatMap((container) => judge(container, facts.namespaceConnections, facts.policy, around));
  },
  whyItMatters:
    'Whoever broke in has to talk to somebody: to fetch a program, to a pool, to a shell at home. A web app talks to few addresses, and you know them.',
  verifyByHand: "sudo nsenter -t $(docker inspect -f '{{.State.Pid}}' CONTAINER) -n ss -tanp",
  remediation: {
    text: 'Declare the addresses that are yours. Cut off those that are not, on the forwarding path (INPUT and OUTPUT do not see containers).',
    commands: ['candor block ADDRESS', 'sudo iptables -I DOCKER-USER -d ADDRESS -j DROP'],
  },
  references: ['ATT&CK T1071', 'ATT&CK T1105'],
  examples: {
    pass: [
      { title: 'the database next door', facts: withConnections([exampleConnection()]) },
      {
        title: 'name servers, loopback and clients',
        facts: withConnections([
          exampleConnection({ peerAddress: '127.0.0.11', peerPort: 53, proto: 'udp' }),
          exampleConnection({ peerAddress: '9.9.9.9', peerPort: 53, proto: 'udp' }),
          exampleConnection({ peerAddress: '198.51.100.9', peerPort: 51000, localPort: 3000, outbound: false }),
        ]),
      },
      {
        title: 'a declared destination',
        facts: {
          ...withConnections([exampleConnection({ peerAddress: '203.0.113.80', peerPort: 587 })]),
          policy: seen({ ...defaultPolicy, destinations: [{ to: '203.0.113.0/24', port: 587 }] }),
        },
      },
      {
        title: 'no app in a container',
        facts: { namespaceConnections: seen(inNamespaces([])), containers: seen([]), policy: seen(defaultPolicy) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'beside the declared destinations',
        facts: {
          ...withConnections([exampleConnection({ peerAddress: '203.0.113.80', peerPort: 443 })]),
          policy: seen({ ...defaultPolicy, destinations: [{ to: '198.51.100.25', port: 587 }] }),
        },
      },
      {
        title: "the payload server of yesterday's report",
        facts: {
          ...withConnections([exampleConnection({ peerAddress: '51.81.104.115', peerPort: 80, state: 'SYN-SENT' })]),
          history: seen(reportedHistory()),
        },
      },
      {
        title: 'a program from /tmp talks',
        facts: {
          ...withConnections([exampleConnection({ peerAddress: '203.0.113.80', peerPort: 443, pid: 77 })]),
          processes: seen({
            items: [strangeProcess()],
            hostComplete: true,
            completeContainers: new Set(['site-app-1']),
          }),
        },
      },
    ],
    blind: [
      {
        title: 'connections not read',
        facts: { namespaceConnections: unseen(), containers: seen([exampleContainer()]), policy: seen(defaultPolicy) },
      },
      {
        title: 'only a part was read',
        facts: {
          namespaceConnections: partlySeen(inNamespaces([exampleConnection()], [])),
          containers: seen([exampleContainer()]),
          policy: seen(defaultPolicy),
        },
      },
      {
        title: "only another container's namespace was read",
        facts: {
          namespaceConnections: seen(inNamespaces([exampleConnection()], ['container:site-db-1'])),
          containers: seen([exampleContainer()]),
          policy: seen(defaultPolicy),
        },
      },
      {
        title: "on the host's network, whose connections were not listed",
        facts: {
          namespaceConnections: seen(inNamespaces([], ['container:site-app-1'])),
          containers: seen([exampleContainer({ networkMode: 'host' })]),
          policy: seen(defaultPolicy),
        },
      },
      {
        title: 'an address that may be a declared name',
        facts: {
          ...withConnections([exampleConnection({ peerAddress: '203.0.113.80', peerPort: 587 })]),
          policy: seen({ ...defaultPolicy, destinations: [{ to: 'smtp.example.org', port: 587 }] }),
        },
      },
      {
        title: 'an address that nobody declared',
        facts: withConnections([exampleConnection({ peerAddress: '203.0.113.80', peerPort: 443 })]),
      },
    ],
  },
});

function inNamespaces(
  items: readonly Connection[],
  whole: readonly string[] = ['container:site-app-1'],
): NamespaceConnections {
  const gap = { reason: 'not-collected', detail: 'host.sockets lists listeners only, no connections' } as const;
  return { items, wholeSubjects: new Set(whole), gap };
}

function withConnections(list: readonly Connection[]) {
  return {
    namespaceConnections: seen(inNamespaces(list)),
    containers: seen([exampleContainer()]),
    policy: seen(defaultPolicy),
  };
}

function reportedHistory(): History {
  return attackHistory([{ type: 'ipv4', value: '51.81.104.115' }]);
}

function strangeProcess(): Process {
  return exampleProcess({ pid: 77, exe: '/tmp/x', args: '/tmp/x', exePackageOwned: false });
}
