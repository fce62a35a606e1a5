import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import type { Fact } from '../../core/fact.js';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { type ComposeProjectFact, composeProjects } from '../../facts/compose.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { policy } from '../../facts/policy.js';
import { analyseArguments } from '../../formats/shell/analyse-command.js';
import { isApproved } from '../shared/approval.js';
import { subjectOf } from '../shared/judge-containers.js';

/** Project and service stand in a Compose file that was read, or in the policy; a label alone can be set by anybody. */
function isDeclared(container: Container, projects: Fact<readonly ComposeProjectFact[]>, declared: Policy): boolean {
  if (isApproved(declared.approved.containers, [container.name, container.image])) return true;
  if (container.project === null) return false;
  if (declared.projects.some(({ name }) => name === container.project)) return true;
  if (projects.status === 'unknown' || projects.value.length === 0) return true;
  const project = projects.value.find(({ name }) => name === container.project);
  if (!project) return !projects.complete;
  return project.services.some(({ name }) => name === container.service) || !projects.complete;
}

function judge(container: Container, projects: Fact<readonly ComposeProjectFact[]>, declared: Policy): Outcome {
  const subject = subjectOf(container);
  const attack = analyseArguments(container.command).behaviours.find(({ weight }) => weight === 'attack');
  const location = `${container.name} (${container.image})`;
  if (attack) {
    const what = `${container.name} starts with \`${container.command.join(' ').slice(0, 120)}\`: ${attack.what}`;
    return fail([container.ref], { subject, what, location, severity: 'critical' });
  }
  if (container.restartPolicy === 'no' || container.restartPolicy === '')
    return pass([container.ref], { subject, what: 'it does not start again by itself' });
  if (isDeclared(container, projects, declared))
    return pass([container.ref], { subject, what: 'it stands in a project or is approved' });
  if (declared.approved.containers.length > 0) {
    const what = `${container.name} (${container.image}) restarts ${container.restartPolicy}, stands in no project and is not approved`;
    return fail([container.ref], { subject, what, location });
  }
  return cannotTell(
    'not-collected',
    `${container.name} (${container.image}) restarts ${container.restartPolicy} and stands in no project`,
    {
      subject,
      evidence: [container.ref],
      settle: `Is ${container.name} yours? If so, list it under approved.containers in candor.yaml.`,
    },
  );
}

/** PER-07: containers that come back by themselves and that no project knows (ATT&CK T1543, T1610). */
export const containerRestartsUnknownImage = defineCheck({
  id: 'PER-07',
  title: 'A container that nobody declared starts again by itself',
  questions: ['Q6'],
  severity: 'high',
  required: true,
  needs: { containers, policy },
  uses: { composeProjects },
  decide: (facts) => {
    if (facts.containers.value.length === 0) return notApplicable(facts.containers.evidence, 'no containers here');
    return facts.containers.value.map((container) => judge(container, facts.composeProjects, facts.policy.value));
  },
  whyItMatters:
    'Who reaches the engine once needs no cron: a container with a restart policy comes back at every boot, under any name.',
  verifyByHand:
    "docker ps -aq | xargs docker inspect -f '{{.Name}} {{.Config.Image}} {{.HostConfig.RestartPolicy.Name}}'",
  remediation: {
    text: 'Bring it into a Compose project or approve it. If it is not yours, export it as evidence before it is removed.',
    commands: ['docker export CONTAINER > evidence-CONTAINER.tar', 'docker rm -f CONTAINER'],
  },
  references: ['ATT&CK T1610'],
  examples: {
    pass: [
      { title: 'a service of a project', facts: withContainer({}) },
      { title: 'a one-time container', facts: withContainer({ project: null, restartPolicy: 'no' }) },
      {
        title: 'approved by name',
        facts: {
          ...withContainer({ project: null }),
          policy: seen({ ...defaultPolicy, approved: { ...defaultPolicy.approved, containers: ['site-app-1'] } }),
        },
      },
      {
        title: 'no containers',
        facts: { containers: seen([]), policy: seen(defaultPolicy) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'it starts a miner', facts: withContainer({ command: ['/xmrig', '-o', 'pool.example:3333'] }) },
      {
        title: 'not in the declared list',
        facts: {
          ...withContainer({ project: null, image: 'ubuntu', name: 'helper' }),
          policy: seen({ ...defaultPolicy, approved: { ...defaultPolicy.approved, containers: ['other'] } }),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen(), policy: seen(defaultPolicy) } },
      {
        title: 'not all were read',
        facts: { containers: partlySeen([exampleContainer()]), policy: seen(defaultPolicy) },
      },
      { title: 'nobody knows whose it is', facts: withContainer({ project: null, service: null }) },
    ],
  },
});

function withContainer(change: Partial<Container>) {
  return { containers: seen([exampleContainer(change)]), policy: seen(defaultPolicy) };
}
