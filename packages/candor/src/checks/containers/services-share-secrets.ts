import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { type ComposeProjectFact, composeProjects } from '../../facts/compose.js';
import { exampleProject, exampleService } from '../shared/example-compose.js';

function judge(project: ComposeProjectFact): Outcome {
  const subject = `project:${project.name}`;
  const users = new Map<string, string[]>();
  for (const service of project.services) {
    for (const { path } of service.envFiles) users.set(path, [...(users.get(path) ?? []), service.name]);
  }
  const shared = [...users].filter(([, services]) => services.length > 1);
  for (const [path, services] of shared) {
    const file = project.envFiles.find((candidate) => candidate.path === path);
    if (file && file.secretNames.length === 0) continue;
    if (!file) {
      const detail = `${services.join(', ')} share ${path}, which was not read`;
      return cannotTell('not-collected', detail, {
        subject,
        evidence: [project.ref],
        settle: `cut -d= -f1 ${shellWord(path)}`,
      });
    }
    return fail([file.ref, project.ref], {
      subject,
      what: `${services.join(', ')} all get ${file.secretNames.length} secrets from ${path}: ${file.secretNames.slice(0, 5).join(', ')}`,
      location: path,
    });
  }
  return pass([project.ref], { subject, what: 'no two services share a file with secrets' });
}

/** CTR-25: one env file for all services. */
export const servicesShareSecrets = defineCheck({
  id: 'CTR-25',
  title: 'Services get secrets that are not theirs',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { projects: composeProjects },
  decide({ projects }) {
    if (projects.value.length === 0) return notApplicable(projects.evidence, 'no Compose project here');
    return projects.value.map(judge);
  },
  whyItMatters:
    'Code that runs in one service reads its whole environment. With one file for all, every break-in is a break-in everywhere.',
  verifyByHand: 'grep -n -A2 "env_file" docker-compose.yml; cut -d= -f1 .env',
  remediation: {
    text: 'Make one env file for each service with only its own names.',
    commands: ['install -m 0600 /dev/null app.env', 'docker compose config --quiet && docker compose up -d'],
  },
  references: ['CL-0020'],
  examples: {
    pass: [
      { title: 'one file for one service', facts: { projects: seen([project(['app'], ['PAYLOAD_SECRET'])]) } },
      { title: 'a shared file without secrets', facts: { projects: seen([project(['app', 'jobs'], [])]) } },
      { title: 'no project', facts: { projects: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'app and jobs share one', facts: { projects: seen([project(['app', 'jobs'], ['PAYLOAD_SECRET'])]) } },
    ],
    blind: [
      { title: 'no Compose file', facts: { projects: unseen() } },
      { title: 'a file is missing', facts: { projects: partlySeen([exampleProject()]) } },
      {
        title: 'the env file was not read',
        facts: { projects: seen([{ ...project(['app', 'jobs'], []), envFiles: [] }]) },
      },
    ],
  },
});

function project(services: readonly string[], secretNames: readonly string[]): ComposeProjectFact {
  const path = '/srv/site/.env';
  return exampleProject({
    services: services.map((name) => exampleService({ name, envFiles: [{ path, ref: exampleRef('compose.file') }] })),
    envFiles: [{ path, names: ['PORT', ...secretNames], secretNames, ref: exampleRef('compose.env') }],
  });
}
