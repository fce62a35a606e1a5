import { defineCheck, fail } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';

/** Capabilities that an entry point needs to change its user and own its folder; those of CTR-06 are judged there. */
const ordinary = new Set([
  'CHOWN',
  'SETUID',
  'SETGID',
  'DAC_OVERRIDE',
  'FOWNER',
  'NET_BIND_SERVICE',
  'KILL',
  'SYS_NICE',
]);

/** CTR-05: Docker's fourteen default capabilities (CIS Docker 5.4). */
export const defaultCapabilitiesKept = defineCheck({
  id: 'CTR-05',
  title: 'A container keeps capabilities that it does not need',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const dropsAll = container.capDrop.some((name) => name.toUpperCase() === 'ALL');
      const added = container.capAdd.map((name) => name.toUpperCase().replace(/^CAP_/, ''));
      const extra = added.filter((name) => !ordinary.has(name));
      if (dropsAll && extra.length === 0) return passFor(container, 'cap_drop ALL');
      const what = dropsAll
        ? `${container.name} was given ${extra.join(', ')}`
        : `${container.name} keeps the default capabilities of Docker, among them NET_RAW, MKNOD and SETFCAP`;
      return fail(evidenceOf(container), { subject: subjectOf(container), what, location: container.name });
    }),
  whyItMatters:
    'A Node app needs none of them. Each one is a tool for the next step after a break-in, such as NET_RAW for forging packets inside the network.',
  verifyByHand: "docker inspect -f '{{.Name}} drop={{.HostConfig.CapDrop}} add={{.HostConfig.CapAdd}}' $(docker ps -q)",
  remediation: {
    text: 'Add `cap_drop: [ALL]`, and for images whose entry point changes its user `cap_add: [CHOWN, SETUID, SETGID, DAC_OVERRIDE, FOWNER]`.',
    commands: ['grep -n -A2 "cap_drop" docker-compose.yml', 'docker compose up -d'],
  },
  references: ['CIS Docker 5.4', 'capabilities(7)'],
  examples: {
    pass: [
      { title: 'all dropped', facts: { containers: seen([exampleContainer()]) } },
      {
        title: 'all dropped and those of an entry point given back',
        facts: {
          containers: seen([exampleContainer({ capDrop: ['all'], capAdd: ['CHOWN', 'CAP_SETUID', 'SETGID'] })]),
        },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'nothing dropped', facts: { containers: seen([exampleContainer({ capDrop: [] })]) } },
      { title: 'one dropped', facts: { containers: seen([exampleContainer({ capDrop: ['NET_RAW'] })]) } },
      { title: 'raw sockets given back', facts: { containers: seen([exampleContainer({ capAdd: ['NET_RAW'] })]) } },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
