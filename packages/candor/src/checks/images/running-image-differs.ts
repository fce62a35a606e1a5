import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type ImageRecord, imageRecords } from '../../facts/image-records.js';
import { forEachRunning } from './judge-containers-each.js';

/** IMG-04: what runs is what the reference means now. */
export const runningImageDiffers = defineCheck({
  id: 'IMG-04',
  title: 'A container runs another image than its reference names',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: { containers, imageRecords },
  decide: ({ containers: all, imageRecords: images }) =>
    forEachRunning(all, (container, subject) => {
      const digest = /@(sha256:[0-9a-f]+)$/.exec(container.image)?.[1];
      const tag = container.image.replace(/@sha256:[0-9a-f]+$/, '');
      const wanted = images.value.find((image) =>
        digest === undefined
          ? image.tags.includes(tag) || image.tags.includes(`${tag}:latest`)
          : image.digests.some((each) => each.endsWith(digest)),
      );
      if (wanted === undefined) {
        return cannotTell('not-collected', `${container.image} is not in the list of images`, {
          subject,
          settle: `docker image inspect ${shellWord(container.image)}`,
        });
      }
      if (wanted.id === container.imageId) return pass([container.ref, wanted.ref], { subject });
      const what = `${container.name} runs ${container.imageId.slice(0, 19)}, ${container.image} is ${wanted.id.slice(0, 19)}`;
      return fail([container.ref, wanted.ref], { subject, what, location: container.name });
    }),
  whyItMatters: 'A rebuilt or fixed image helps only when the container is created from it.',
  verifyByHand: 'docker inspect -f "{{.Image}} {{.Config.Image}}" CONTAINER; docker image inspect -f "{{.Id}}" IMAGE',
  remediation: { text: 'Create the container anew.', commands: ['docker compose up -d --force-recreate'] },
  references: ['CIS Docker 4.x'],
  examples: {
    pass: [
      {
        title: 'the same',
        facts: { containers: seen([exampleContainer()]), imageRecords: seen([image('sha256:aa')]) },
      },
      { title: 'no container', facts: { containers: seen([]), imageRecords: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'rebuilt, not recreated',
        facts: { containers: seen([exampleContainer()]), imageRecords: seen([image('sha256:bb')]) },
      },
    ],
    blind: [
      { title: 'no images', facts: { containers: seen([exampleContainer()]), imageRecords: unseen() } },
      { title: 'the image is not listed', facts: { containers: seen([exampleContainer()]), imageRecords: seen([]) } },
    ],
  },
});

function image(id: string): ImageRecord {
  return {
    id,
    tags: ['site/app:1.4.2'],
    digests: [],
    createdAt: null,
    user: null,
    secretNames: [],
    ref: exampleRef('docker.images'),
  };
}
