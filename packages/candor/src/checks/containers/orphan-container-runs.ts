import { cannotTell, defineCheck, fail, type Outcome } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { type ComposeProjectFact, composeProjects } from '../../facts/compose.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { policy } from '../../facts/policy.js';
import { exampleProject, exampleService } from '../shared/example-compose.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';

const devProfile = /^(?:dev|development|debug|build|test|staging)/;

function judge(container: Container, projects: readonly ComposeProjectFact[] | null, declared: Policy): Outcome {
  const subject = subjectOf(container);
  const location = container.name;
  if (declared.approved.containers.includes(container.name)) return passFor(container, 'declared as known');
  if (container.project === null) {
    const what = `${container.name} (${container.image}) belongs to no Compose project and is not declared. Is it yours?`;
    return fail(evidenceOf(container), { subject, what, location, severity: 'medium' });
  }
  const project = projects?.find(({ name }) => name === container.project);
  if (!project) {
    const detail = `the Compose file of the project ${container.project} was not read`;
    return cannotTell('not-collected', detail, { subject, settle: 'docker compose ls' });
  }
  const service = project.services.find(({ name }) => name === container.service);
  if (!service) {
    const what = `${container.name} runs, and its project no longer has a service ${container.service ?? ''}: an orphan`;
    return fail(evidenceOf(container, project.ref), { subject, what, location });
  }
  const profile = service.profiles.find((name) => devProfile.test(name));
  if (!profile) return passFor(container, `service ${service.name} of ${project.name}`, service.ref);
  const what = `${container.name} is from the profile ${profile}, which does not belong on a public host`;
  return fail(evidenceOf(container, service.ref), { subject, what, location });
}

/** CTR-27: containers that no file explains, and development services (case, 8 December: a container stopped, and no more asked). */
export const orphanContainerRuns = defineCheck({
  id: 'CTR-27',
  title: 'A container runs that no Compose file explains',
  questions: ['Q3', 'Q7'],
  severity: 'high',
  required: false,
  needs: { containers, policy },
  uses: { composeProjects },
  decide: ({ containers: all, composeProjects: projects, policy: declared }) =>
    judgeContainers(all, (container) =>
      judge(container, projects.status === 'known' ? projects.value : null, declared.value),
    ),
  whyItMatters: 'Intruders who reach the engine start containers of their own, and forgotten ones are never updated.',
  verifyByHand: 'docker ps --format \'{{.Names}} {{.Image}} {{.Label "com.docker.compose.project"}}\'',
  remediation: {
    text: 'If it is yours, declare it with `candor init`. If not, keep a copy before you stop it.',
    commands: [
      'docker inspect site-old-1',
      'docker export site-old-1 -o site-old-1.tar',
      'docker compose up -d --remove-orphans',
    ],
  },
  references: ['ATT&CK T1610'],
  examples: {
    pass: [
      {
        title: 'a service of its project',
        facts: {
          containers: seen([exampleContainer()]),
          composeProjects: seen([exampleProject()]),
          policy: seen(defaultPolicy),
        },
      },
      {
        title: 'declared',
        facts: {
          containers: seen([exampleContainer({ name: 'node-exporter', project: null })]),
          policy: seen({ ...defaultPolicy, approved: { ...defaultPolicy.approved, containers: ['node-exporter'] } }),
        },
      },
      { title: 'no engine', facts: { containers: seen([]), policy: seen(defaultPolicy) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'of no project',
        facts: { containers: seen([exampleContainer({ project: null })]), policy: seen(defaultPolicy) },
      },
      {
        title: 'an orphan',
        facts: {
          containers: seen([exampleContainer({ service: 'old' })]),
          composeProjects: seen([exampleProject()]),
          policy: seen(defaultPolicy),
        },
      },
      {
        title: 'a development service',
        facts: {
          containers: seen([exampleContainer()]),
          composeProjects: seen([exampleProject({ services: [exampleService({ profiles: ['dev'] })] })]),
          policy: seen(defaultPolicy),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen(), policy: seen(defaultPolicy) } },
      { title: 'no Compose file', facts: { containers: seen([exampleContainer()]), policy: seen(defaultPolicy) } },
      { title: 'not all containers were read', facts: { containers: partlySeen([]), policy: seen(defaultPolicy) } },
    ],
  },
});
