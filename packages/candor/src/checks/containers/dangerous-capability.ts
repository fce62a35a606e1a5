import { defineCheck, fail, type Outcome } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import type { Fact } from '../../core/fact.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer, exampleProcess, exampleView } from '../../facts/examples.js';
import { type ProcessView, processes } from '../../facts/processes.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';

/** Capabilities that open the host, with their bits (capabilities(7), linux/capability.h). */
const dangerous: ReadonlyMap<string, bigint> = new Map([
  ['SYS_ADMIN', 21n],
  ['SYS_MODULE', 16n],
  ['SYS_PTRACE', 19n],
  ['DAC_READ_SEARCH', 2n],
  ['SYS_RAWIO', 17n],
  ['BPF', 39n],
  ['NET_ADMIN', 12n],
]);

function addedDanger(container: Container): string | null {
  if (container.privileged) return 'ALL (it runs privileged)';
  const names = container.capAdd.map((name) => name.toUpperCase().replace(/^CAP_/, ''));
  return names.find((name) => name === 'ALL' || dangerous.has(name)) ?? null;
}

function judge(container: Container, view: Fact<ProcessView>): Outcome {
  const added = addedDanger(container);
  const subject = subjectOf(container);
  if (added) {
    const what = `${container.name} was given the capability ${added}`;
    return fail(evidenceOf(container), { subject, what, location: container.name });
  }
  if (view.status === 'unknown') return passFor(container, 'no dangerous capability was added');
  for (const process of view.value.items) {
    if (process.container !== container.name || process.capEff === null || process.userNamespaced === true) continue;
    const held = [...dangerous].find(([, bit]) => ((process.capEff ?? 0n) >> bit) & 1n);
    if (!held) continue;
    const what = `${process.args.slice(0, 80)} in ${container.name} holds the capability ${held[0]}`;
    return fail([process.ref, container.ref], { subject, what, location: container.name });
  }
  return passFor(container, 'no dangerous capability was added or is held');
}

/** CTR-06: capabilities that are as good as root on the host (CIS Docker 5.4). */
export const dangerousCapability = defineCheck({
  id: 'CTR-06',
  title: 'A container holds a capability that opens the host',
  questions: ['Q7'],
  severity: 'critical',
  required: true,
  needs: { containers },
  uses: { processes },
  decide: (facts) => judgeContainers(facts.containers, (container) => judge(container, facts.processes)),
  whyItMatters:
    'With SYS_ADMIN, SYS_PTRACE, DAC_READ_SEARCH and their like, code in the container reads files and memory of the host or loads code into its kernel.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.HostConfig.CapAdd}}' $(docker ps -q)",
  remediation: {
    text: 'Take the name out of `cap_add`, and set `cap_drop: [ALL]`.',
    commands: ['grep -n -A3 "cap_add" docker-compose.yml', 'docker compose up -d --force-recreate'],
  },
  references: ['CIS Docker 5.4', 'capabilities(7)'],
  examples: {
    pass: [
      { title: 'nothing added', facts: { containers: seen([exampleContainer()]) } },
      {
        title: 'a low port and a change of user are ordinary',
        facts: { containers: seen([exampleContainer({ capAdd: ['NET_BIND_SERVICE', 'CAP_SETUID'] })]) },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'SYS_ADMIN', facts: { containers: seen([exampleContainer({ capAdd: ['SYS_ADMIN'] })]) } },
      { title: 'privileged means all', facts: { containers: seen([exampleContainer({ privileged: true })]) } },
      { title: 'with its prefix', facts: { containers: seen([exampleContainer({ capAdd: ['CAP_SYS_PTRACE'] })]) } },
      { title: 'ALL', facts: { containers: partlySeen([exampleContainer({ capAdd: ['ALL'] })]) } },
      {
        title: 'held by a process though the description does not say so',
        facts: {
          containers: seen([exampleContainer()]),
          processes: seen(exampleView([exampleProcess({ capEff: 1n << 21n })])),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
