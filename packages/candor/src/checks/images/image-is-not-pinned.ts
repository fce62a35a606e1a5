import { defineCheck, fail, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { forEachRunning } from './judge-containers-each.js';

/** Why a reference names no one image; null when it does, or when the image was built here. */
function looseness(container: Container): string | null {
  const image = container.image;
  if (image.includes('@sha256:') || image.startsWith('sha256:')) return null;
  const name = image.slice(image.lastIndexOf('/') + 1);
  if (!name.includes(':') || name.endsWith(':latest')) return `${image} is whatever was newest when it was pulled`;
  return `${image} has no digest: the tag can move`;
}

/** An image that compose built from this project is not pulled, so no tag of it can move (compose labels). */
function builtHere(container: Container): boolean {
  return container.project !== null && container.image.startsWith(`${container.project}-`);
}

/** IMG-03: image references that name one image. */
export const imageIsNotPinned = defineCheck({
  id: 'IMG-03',
  title: 'An image is not pinned',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: ({ containers: all }) =>
    forEachRunning(all, (container, subject) => {
      const what = builtHere(container) ? null : looseness(container);
      return what === null
        ? pass([container.ref], { subject })
        : fail([container.ref], { subject, what, location: container.name });
    }),
  whyItMatters: 'The next pull may bring another program than the one that was tested, by mistake or by an attacker.',
  verifyByHand: 'docker inspect -f "{{.Config.Image}}" CONTAINER',
  remediation: { text: 'Name the image by tag and digest: image: mongo:8.0.17@sha256:…' },
  references: ['CL-0004', 'CL-0019'],
  examples: {
    pass: [
      {
        title: 'pinned by digest',
        facts: { containers: seen([exampleContainer({ image: 'mongo:8.0.17@sha256:aa' })]) },
      },
      { title: 'built here', facts: { containers: seen([exampleContainer({ image: 'site-app' })]) } },
      { title: 'no container', facts: { containers: seen<readonly Container[]>([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'latest', facts: { containers: seen([exampleContainer({ image: 'redis:latest' })]) } },
      { title: 'no tag', facts: { containers: seen([exampleContainer({ image: 'registry.example:5000/redis' })]) } },
      { title: 'a tag that moves', facts: { containers: seen([exampleContainer({ image: 'node:18-alpine' })]) } },
    ],
    blind: [{ title: 'no right to ask the engine', facts: { containers: unseen() } }],
  },
});
