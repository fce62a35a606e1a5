import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { blindContainers, noEngine } from './container-examples.js';

/** CTR-23: the engine's default bridge (CIS Docker 5.30). */
export const defaultBridgeIsUsed = defineCheck({
  id: 'CTR-23',
  title: 'A container is on the default network of the engine',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const modes = [container.networkMode, ...container.networks.map(({ name }) => name)];
      if (!modes.some((mode) => mode === 'bridge' || mode === 'default')) {
        return passFor(container, `network ${container.networkMode}`);
      }
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} is on the default bridge, where every container that names no network reaches it`,
        location: container.name,
      });
    }),
  whyItMatters:
    'On the default bridge unrelated containers reach each other on every port, without a name and without a wall.',
  verifyByHand: 'docker network inspect bridge',
  remediation: {
    text: 'Put the container into a Compose project or onto a network of its own.',
    commands: [
      'docker network create site_front',
      'docker network connect site_front site-app-1 && docker network disconnect bridge site-app-1',
    ],
  },
  references: ['CIS Docker 5.30'],
  examples: {
    pass: [{ title: 'a network of the project', facts: { containers: seen([exampleContainer()]) } }, noEngine],
    fail: [
      { title: 'named', facts: { containers: seen([exampleContainer({ networkMode: 'bridge' })]) } },
      { title: 'as the API says it', facts: { containers: seen([exampleContainer({ networkMode: 'default' })]) } },
    ],
    blind: blindContainers,
  },
});
