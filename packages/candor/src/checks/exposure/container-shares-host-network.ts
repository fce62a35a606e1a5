import { defineCheck, fail } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';

/** EXP-11: `network_mode: host` (CIS Docker 5.10). */
export const containerSharesHostNetwork = defineCheck({
  id: 'EXP-11',
  title: 'A container shares the network of the host',
  questions: ['Q1', 'Q7'],
  severity: 'high',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) =>
      container.networkMode === 'host'
        ? fail(evidenceOf(container), {
            subject: subjectOf(container),
            what: `${container.name} runs with network_mode: host: it reaches everything on loopback, and opens ports on the host itself`,
            location: container.name,
          })
        : passFor(container, `network ${container.networkMode}`),
    ),
  whyItMatters:
    'Services on 127.0.0.1 trust that only this host can reach them. A container in the network of the host is on that side of the wall.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.HostConfig.NetworkMode}}' $(docker ps -q)",
  remediation: {
    text: 'Remove `network_mode: host`, join a network of the project, and publish the one port that is needed on 127.0.0.1.',
    commands: ['grep -n "network_mode" docker-compose.yml', 'docker compose up -d'],
  },
  references: ['CIS Docker 5.10'],
  examples: {
    pass: [
      { title: 'a network of its own', facts: { containers: seen([exampleContainer()]) } },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [{ title: 'the host network', facts: { containers: seen([exampleContainer({ networkMode: 'host' })]) } }],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
