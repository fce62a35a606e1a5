import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { blindContainers, noEngine } from './container-examples.js';

/** CTR-21: a health check that exists and is green (CIS Docker 4.6, 5.27). */
export const containerIsUnhealthy = defineCheck({
  id: 'CTR-21',
  title: 'A container has no health check, or fails it',
  questions: ['Q8'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const ill = container.health === 'unhealthy';
      if (!ill && (container.healthcheck || container.health !== null)) {
        return passFor(container, `health: ${container.health ?? 'not reported yet'}`);
      }
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: ill ? `${container.name} is unhealthy` : `nothing asks whether ${container.name} still answers`,
        location: container.name,
        severity: ill ? 'medium' : 'low',
      });
    }),
  whyItMatters: 'A service that hangs, or was replaced by something else, is noticed by its visitors first.',
  verifyByHand: "docker ps --format '{{.Names}} {{.Status}}'",
  remediation: {
    text: 'Add a health check to the service that asks it the way its clients do.',
    commands: [
      'docker inspect -f "{{json .State.Health}}" site-app-1',
      'printf "healthcheck:\\n  test: [CMD, node, -e, \\"fetch(\'http://127.0.0.1:3000/api/health\').then(r=>process.exit(r.ok?0:1))\\"]\\n  interval: 30s\\n" # for the service',
    ],
  },
  references: ['CIS Docker 4.6', 'CIS Docker 5.27'],
  examples: {
    pass: [
      { title: 'healthy', facts: { containers: seen([exampleContainer()]) } },
      { title: 'still starting', facts: { containers: seen([exampleContainer({ health: 'starting' })]) } },
      noEngine,
    ],
    fail: [
      { title: 'unhealthy', facts: { containers: seen([exampleContainer({ health: 'unhealthy' })]) } },
      { title: 'no check', facts: { containers: seen([exampleContainer({ health: null, healthcheck: false })]) } },
    ],
    blind: blindContainers,
  },
});
