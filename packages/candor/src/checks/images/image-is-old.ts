import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { exampleNow, exampleRef, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type ImageRecord, imageRecords } from '../../facts/image-records.js';
import { forEachRunning } from './judge-containers-each.js';

/** Age above which an image has certainly missed fixes of its base (checks.md). */
const oldAfterDays = 90;
const dayMs = 86_400_000;

/** IMG-05: images that were rebuilt within a quarter. */
export const imageIsOld = defineCheck({
  id: 'IMG-05',
  title: 'An image is old',
  questions: ['Q2'],
  severity: 'low',
  required: false,
  needs: { containers, imageRecords },
  decide: ({ containers: all, imageRecords: images }, { now }) =>
    forEachRunning(all, (container, subject) => {
      const image = images.value.find((each) => each.id === container.imageId);
      if (image === undefined || image.createdAt === null) {
        return cannotTell('not-collected', `the age of ${container.image} was not seen`, {
          subject,
          settle: `docker image inspect -f "{{.Created}}" ${shellWord(container.image)}`,
        });
      }
      const ageDays = Math.floor((now.getTime() - image.createdAt.getTime()) / dayMs);
      if (ageDays <= oldAfterDays) return pass([image.ref], { subject, what: `${ageDays} days old` });
      return fail([image.ref, container.ref], {
        subject,
        what: `${container.image} was built ${ageDays} days ago`,
        location: container.name,
      });
    }),
  whyItMatters: 'The libraries of its base have had fixes since.',
  verifyByHand: 'docker image inspect -f "{{.Created}}" IMAGE',
  remediation: {
    text: 'Rebuild with a fresh base, or pull.',
    commands: ['docker compose build --pull', 'docker compose up -d'],
  },
  references: ['CIS Docker 4.4'],
  examples: {
    pass: [
      { title: 'a week old', facts: { containers: seen([exampleContainer()]), imageRecords: seen([image(7)]) } },
      { title: 'no container', facts: { containers: seen([]), imageRecords: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'half a year old', facts: { containers: seen([exampleContainer()]), imageRecords: seen([image(180)]) } },
    ],
    blind: [
      { title: 'no images', facts: { containers: seen([exampleContainer()]), imageRecords: unseen() } },
      { title: 'no date', facts: { containers: seen([exampleContainer()]), imageRecords: seen([image(null)]) } },
    ],
  },
});

function image(ageDays: number | null): ImageRecord {
  const createdAt = ageDays === null ? null : new Date(exampleNow.getTime() - ageDays * dayMs);
  return {
    id: 'sha256:aa',
    tags: [],
    digests: [],
    createdAt,
    user: null,
    secretNames: [],
    ref: exampleRef('docker.images'),
  };
}
