import { cannotTell, defineCheck, fail } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { type ComposeProjectFact, type ComposeServiceFact, composeProjects } from '../../facts/compose.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleProject, examplePublish, exampleService } from '../shared/example-compose.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';

function serviceOf(container: Container, projects: readonly ComposeProjectFact[]): ComposeServiceFact | null {
  const project = projects.find(({ name }) => name === container.project);
  return project?.services.find(({ name }) => name === container.service) ?? null;
}

/** `tcp 3000 loopback`: what of a publication matters; an address is reduced to who can reach it. */
function written(service: ComposeServiceFact): ReadonlySet<string> {
  const all = service.ports.flatMap(({ published, proto, hostIp }) => {
    if (published === null) return [];
    const count = Math.min(published.to - published.from, 1_000);
    return Array.from(
      { length: count + 1 },
      (_, index) => `${proto} ${published.from + index} ${addressScope(hostIp)}`,
    );
  });
  return new Set(all);
}

/** EXP-12: what runs was started from an older file. */
export const runningPortsDifferFromCompose = defineCheck({
  id: 'EXP-12',
  title: 'A container publishes other ports than its Compose file says',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { containers, projects: composeProjects },
  decide: ({ containers: all, projects }) =>
    judgeContainers(all, (container) => {
      const subject = subjectOf(container);
      if (container.project === null) return passFor(container, 'it does not come from a Compose project');
      const service = serviceOf(container, projects.value);
      if (!service)
        return cannotTell('not-collected', `the Compose file of ${container.name} was not read`, { subject });
      if (service.ports.some(({ unresolved, published }) => unresolved || published === null)) {
        return cannotTell('not-collected', 'a variable or Docker decides a port', {
          subject,
          settle: 'docker compose config',
        });
      }
      const expected = written(service);
      const extra = container.ports.find(
        (port) => !expected.has(`${port.proto} ${port.hostPort} ${addressScope(port.hostIp)}`),
      );
      if (!extra) return passFor(container, 'its ports are those of the Compose file', service.ref);
      const port = `${extra.hostIp || '0.0.0.0'}:${extra.hostPort}/${extra.proto}`;
      const what = `${container.name} publishes ${port}, and the service ${service.name} does not say so`;
      return fail(evidenceOf(container, service.ref), {
        subject,
        what,
        location: `${container.name}, ${extra.hostPort}/${extra.proto}`,
      });
    }),
  whyItMatters: 'A file that was repaired and never deployed protects nobody: the old door is still open.',
  verifyByHand: 'docker compose config | grep -A6 "ports:"; docker compose ps',
  remediation: { text: 'Deploy the file that you have.', commands: ['docker compose up -d', 'docker compose ps'] },
  references: ['docs.docker.com/reference/compose-file/services/#ports'],
  examples: {
    pass: [
      {
        title: 'as written',
        facts: { containers: seen([exampleContainer()]), projects: seen([exampleProject()]) },
      },
      {
        title: 'no address written, and every address of both families published',
        facts: {
          containers: seen([
            exampleContainer({
              ports: ['0.0.0.0', '::'].map((hostIp) => ({
                hostIp,
                hostPort: 443,
                containerPort: 443,
                proto: 'tcp' as const,
              })),
            }),
          ]),
          projects: seen([
            exampleProject({ services: [exampleService({ ports: [examplePublish('443:443', '', 443, 443)] })] }),
          ]),
        },
      },
    ],
    fail: [
      {
        title: 'still on every address',
        facts: {
          containers: seen([
            exampleContainer({ ports: [{ hostIp: '0.0.0.0', hostPort: 3000, containerPort: 3000, proto: 'tcp' }] }),
          ]),
          projects: seen([exampleProject()]),
        },
      },
    ],
    blind: [
      { title: 'no Compose file', facts: { containers: seen([exampleContainer()]), projects: unseen() } },
      {
        title: 'not all containers',
        facts: { containers: partlySeen([exampleContainer()]), projects: seen([exampleProject()]) },
      },
      {
        title: 'another project',
        facts: { containers: seen([exampleContainer()]), projects: seen([exampleProject({ name: 'other' })]) },
      },
    ],
  },
});
