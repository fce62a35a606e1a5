import { defineCheck, fail } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';

/** CTR-07: `read_only` (CIS Docker 5.13). */
export const rootFilesystemIsWritable = defineCheck({
  id: 'CTR-07',
  title: 'The file system of a container is writable',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) =>
      container.readonlyRootfs
        ? passFor(container, 'its file system is read-only')
        : fail(evidenceOf(container), {
            subject: subjectOf(container),
            what: `whoever gets into ${container.name} can write programs anywhere in it`,
            location: container.name,
          }),
    ),
  whyItMatters:
    'A dropped miner needs a place to be written and run. A read-only file system with a `noexec` /tmp takes that place away.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.HostConfig.ReadonlyRootfs}}' $(docker ps -q)",
  remediation: {
    text: 'Add `read_only: true` and `tmpfs: [/tmp]`, and a volume for each folder that the service writes (Next.js: `.next/cache`).',
    commands: ['docker diff site-app-1   # shows what it writes today', 'docker compose up -d'],
  },
  references: ['CIS Docker 5.13'],
  examples: {
    pass: [
      { title: 'read-only', facts: { containers: seen([exampleContainer()]) } },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [{ title: 'writable', facts: { containers: seen([exampleContainer({ readonlyRootfs: false })]) } }],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
