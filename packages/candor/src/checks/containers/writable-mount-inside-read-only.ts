import { defineCheck, fail, type Outcome } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { hostMounts, isInside, mountText, plainPath } from '../shared/mount-source.js';
import { exampleMount } from './example-mount.js';

/** Folders that hold code, by their usual names; a writable folder for uploads or data inside is meant so. */
const codeFolder =
  /(?:^|\/)(?:scripts?|src|app|lib|utils?|bin|server|hooks|collections|node_modules|dist|build|\.next|pages|components)(?:\/|$)/;

function judge(container: Container): Outcome {
  const mounts = hostMounts(container);
  for (const outer of mounts.filter(({ readWrite }) => !readWrite)) {
    const inner = mounts.find(
      ({ readWrite, destination }) =>
        readWrite &&
        plainPath(destination) !== plainPath(outer.destination) &&
        isInside(destination, outer.destination),
    );
    if (!inner) continue;
    const below = plainPath(inner.destination).slice(plainPath(outer.destination).length);
    return fail(evidenceOf(container), {
      subject: subjectOf(container),
      what: `${container.name} mounts ${mountText(outer)} read-only, and inside it ${mountText(inner)} writable`,
      location: `${container.name}, mount ${inner.destination}`,
      severity: codeFolder.test(below) ? 'high' : 'low',
    });
  }
  return passFor(container, 'no writable mount lies inside a read-only one');
}

/** CTR-10: a hole in a read-only mount (`.:/app:ro` with `./scripts:/app/scripts`). */
export const writableMountInsideReadOnly = defineCheck({
  id: 'CTR-10',
  title: 'A read-only mount has a writable one inside it',
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { containers },
  decide: (facts) => judgeContainers(facts.containers, judge),
  whyItMatters: 'The read-only mount looks like protection, and the scripts inside it can be changed all the same.',
  verifyByHand: "docker inspect -f '{{.Name}} {{range .Mounts}}{{.Destination}}:{{.RW}} {{end}}' $(docker ps -q)",
  remediation: {
    text: 'Add `:ro` to the inner mount, or delete it: the outer one covers it.',
    commands: [
      "sed -i 's#- ./scripts:/app/scripts$#- ./scripts:/app/scripts:ro#' docker-compose.yml",
      'docker compose up -d',
    ],
  },
  references: ['docs.docker.com/engine/storage/bind-mounts'],
  examples: {
    pass: [
      {
        title: 'both read-only',
        facts: { containers: seen([exampleContainer({ mounts: [ro('/app'), ro('/app/scripts')] })]) },
      },
      {
        title: 'a writable one beside',
        facts: { containers: seen([exampleContainer({ mounts: [ro('/app'), exampleMount('/app-data')] })]) },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'writable scripts in a read-only project',
        facts: { containers: seen([exampleContainer({ mounts: [ro('/app'), exampleMount('/app/scripts')] })]) },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});

function ro(path: string) {
  return exampleMount(path, { readWrite: false });
}
