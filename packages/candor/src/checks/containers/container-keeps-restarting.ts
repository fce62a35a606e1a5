import { defineCheck, fail, notApplicable, type Outcome } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, passFor, subjectOf } from '../shared/judge-containers.js';
import { blindContainers, noEngine } from './container-examples.js';

/** Restarts that a deployment and a reboot explain; more is a loop (Docker doubles its delay after each). */
const ordinaryRestarts = 3;

/** Ends that an operator causes: 0, SIGTERM (143), SIGKILL after the grace time (137), SIGINT (130). */
const ordinaryExits = new Set([0, 130, 137, 143]);

function judge(container: Container): Outcome {
  const signs = [
    ...(container.restartCount > ordinaryRestarts ? [`${container.restartCount} restarts`] : []),
    ...(container.oomKilled ? ['killed for want of memory'] : []),
    ...(!container.running && !ordinaryExits.has(container.exitCode ?? 0)
      ? [`ended with code ${container.exitCode ?? '?'}`]
      : []),
  ];
  if (signs.length === 0) return passFor(container, `${container.restartCount} restarts`);
  return fail(evidenceOf(container), {
    subject: subjectOf(container),
    what: `${container.name}: ${signs.join(', ')}`,
    location: container.name,
  });
}

/** CTR-22: crashes, memory and odd ends (CIS Docker 5.15). */
export const containerKeepsRestarting = defineCheck({
  id: 'CTR-22',
  title: 'A container crashes or was killed',
  questions: ['Q8'],
  severity: 'low',
  required: false,
  needs: { containers },
  decide: ({ containers: all }) =>
    all.value.length === 0 ? notApplicable(all.evidence, 'no container engine here') : all.value.map(judge),
  whyItMatters:
    'Crashes are what failed attacks and starved processes look like from outside, and each one may cut the log.',
  verifyByHand:
    "docker inspect -f '{{.Name}} {{.RestartCount}} {{.State.OOMKilled}} {{.State.ExitCode}}' $(docker ps -aq)",
  remediation: {
    text: 'Read the last lines before the end, and set the memory limit above what the service needs.',
    commands: ['docker logs --tail 100 --timestamps site-app-1', 'docker stats --no-stream'],
  },
  references: ['CIS Docker 5.15'],
  examples: {
    pass: [
      { title: 'one restart', facts: { containers: seen([exampleContainer({ restartCount: 1 })]) } },
      {
        title: 'stopped by its operator with code 137',
        facts: { containers: seen([exampleContainer({ running: false, exitCode: 137 })]) },
      },
      noEngine,
    ],
    fail: [
      { title: 'a loop', facts: { containers: seen([exampleContainer({ restartCount: 40 })]) } },
      {
        title: 'out of memory',
        facts: { containers: seen([exampleContainer({ running: false, exitCode: 137, oomKilled: true })]) },
      },
    ],
    blind: blindContainers,
  },
});
