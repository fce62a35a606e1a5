import { defineCheck, fail } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';

/** CTR-01: `--privileged` (CIS Docker 5.5). */
export const containerIsPrivileged = defineCheck({
  id: 'CTR-01',
  title: 'A container runs privileged',
  questions: ['Q7'],
  severity: 'critical',
  required: true,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) =>
      container.privileged
        ? fail(evidenceOf(container), {
            subject: subjectOf(container),
            what: `${container.name} runs with --privileged: every capability, every device of the host`,
            location: container.name,
          })
        : passFor(container, 'not privileged'),
    ),
  whyItMatters:
    'Whoever gets into a privileged container can mount the disk of the host and owns the whole machine a minute later.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.HostConfig.Privileged}}' $(docker ps -q)",
  remediation: {
    text: 'Remove `privileged: true` from the service, and add the one capability or device that it needs.',
    commands: ['grep -n "privileged" docker-compose.yml', 'docker compose up -d --force-recreate'],
  },
  references: ['CIS Docker 5.5'],
  examples: {
    pass: [
      { title: 'an ordinary container', facts: { containers: seen([exampleContainer()]) } },
      {
        title: 'a privileged container that is stopped beside one that runs',
        facts: {
          containers: seen([exampleContainer(), exampleContainer({ name: 'old', privileged: true, running: false })]),
        },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'privileged', facts: { containers: seen([exampleContainer({ privileged: true })]) } },
      {
        title: 'privileged, seen in a partial list',
        facts: { containers: partlySeen([exampleContainer({ privileged: true })]) },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
      { title: 'an empty, incomplete list', facts: { containers: partlySeen([]) } },
    ],
  },
});
