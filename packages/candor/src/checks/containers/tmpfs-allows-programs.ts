import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { blindContainers, noEngine } from './container-examples.js';

const loosened = new Set(['exec', 'suid', 'dev']);

/** CTR-29: Docker mounts tmpfs with noexec,nosuid,nodev; options can take that away. */
export const tmpfsAllowsPrograms = defineCheck({
  id: 'CTR-29',
  title: 'A temporary file system of a container runs programs',
  questions: ['Q7'],
  severity: 'low',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const loose = Object.entries(container.tmpfs).find(([, options]) =>
        options.split(',').some((word) => loosened.has(word.trim())),
      );
      if (!loose)
        return passFor(
          container,
          `${Object.keys(container.tmpfs).length} temporary file systems with the default options`,
        );
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} mounts ${loose[0]} with ${loose[1]}`,
        location: `${container.name}, ${loose[0]}`,
      });
    }),
  whyItMatters: 'The first place where a dropped program is written is /tmp. With `noexec` it cannot be started there.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.HostConfig.Tmpfs}}' $(docker ps -q)",
  remediation: {
    text: 'Remove `exec`, `suid` and `dev` from the options; the defaults of the engine are the safe ones.',
    commands: ['grep -n -A2 "tmpfs" docker-compose.yml', 'docker compose up -d'],
  },
  references: ['CL-0022', 'docs.docker.com/engine/storage/tmpfs'],
  examples: {
    pass: [
      {
        title: 'defaults, and the options written out',
        facts: {
          containers: seen([exampleContainer({ tmpfs: { '/tmp': '', '/run': 'rw,noexec,nosuid,nodev,size=64m' } })]),
        },
      },
      noEngine,
    ],
    fail: [
      { title: 'exec', facts: { containers: seen([exampleContainer({ tmpfs: { '/tmp': 'rw,exec,size=64m' } })]) } },
    ],
    blind: blindContainers,
  },
});
