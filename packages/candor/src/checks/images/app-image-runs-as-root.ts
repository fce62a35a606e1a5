import { defineCheck, fail, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { forEachRunning } from './judge-containers-each.js';

/** IMG-06: an app's image names a user; servers that drop rights by themselves are judged by their processes (CTR-03). */
export const appImageRunsAsRoot = defineCheck({
  id: 'IMG-06',
  title: 'The image of an app names no user but root',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: ({ containers: all }) =>
    forEachRunning(all, (container, subject) => {
      if (!container.kinds.includes('node')) return null;
      const user = container.user.split(':')[0] ?? '';
      if (user !== '' && user !== '0' && user !== 'root')
        return pass([container.ref], { subject, what: `user ${user}` });
      const what = `${container.name} starts as root: neither its image nor its compose file names another user`;
      return fail([container.ref], { subject, what, location: container.name });
    }),
  whyItMatters: 'Whoever breaks into the app is root in the container, one hole of the engine away from the host.',
  verifyByHand: 'docker inspect -f "{{.Config.User}}" CONTAINER',
  remediation: {
    text: 'Add USER node as the last line of the Dockerfile before CMD, or user: "1000:1000" to the service.',
  },
  references: ['DS-0002', 'CIS Docker 4.1'],
  examples: {
    pass: [
      { title: 'uid 1000', facts: { containers: seen([exampleContainer()]) } },
      {
        title: 'no app in a container',
        facts: { containers: seen([exampleContainer({ kinds: ['mongodb'], user: '' })]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'no user', facts: { containers: seen([exampleContainer({ user: '' })]) } },
      { title: 'uid 0', facts: { containers: seen([exampleContainer({ user: '0:0' })]) } },
    ],
    blind: [{ title: 'no right to ask the engine', facts: { containers: unseen() } }],
  },
});
