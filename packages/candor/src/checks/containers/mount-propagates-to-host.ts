import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { mountText } from '../shared/mount-source.js';
import { blindContainers, noEngine } from './container-examples.js';
import { exampleMount } from './example-mount.js';

/** CTR-19: shared mount propagation (mount_namespaces(7), CIS Docker 5.20). */
export const mountPropagatesToHost = defineCheck({
  id: 'CTR-19',
  title: 'What a container mounts appears on the host',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const mount = container.mounts.find(({ propagation }) => propagation === 'shared' || propagation === 'rshared');
      if (!mount) return passFor(container, 'no mount is shared');
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${mountText(mount)} of ${container.name} is ${mount.propagation}`,
        location: `${container.name}, mount ${mount.destination}`,
      });
    }),
  whyItMatters: 'With shared propagation a container that may mount can lay a file system over a folder of the host.',
  verifyByHand: "docker inspect -f '{{.Name}} {{range .Mounts}}{{.Propagation}} {{end}}' $(docker ps -q)",
  remediation: {
    text: 'Remove `:shared` or `:rshared` from the volume; the default is `rprivate`.',
    commands: ['grep -nE ":r?shared" docker-compose.yml', 'docker compose up -d'],
  },
  references: ['CIS Docker 5.20', 'mount_namespaces(7)'],
  examples: {
    pass: [
      {
        title: 'private, and one that only receives',
        facts: {
          containers: seen([
            exampleContainer({ mounts: [exampleMount('/srv/a'), exampleMount('/srv/b', { propagation: 'rslave' })] }),
          ]),
        },
      },
      noEngine,
    ],
    fail: [
      {
        title: 'shared',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/a', { propagation: 'rshared' })] })]),
        },
      },
    ],
    blind: blindContainers,
  },
});
