import { defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type ComposeEnvironment, composeProjects } from '../../facts/compose.js';
import { exampleProject, exampleService } from '../shared/example-compose.js';

/** CTR-24: a secret written out in a Compose file, which goes into git. Values are never read here. */
export const secretWrittenInCompose = defineCheck({
  id: 'CTR-24',
  title: 'A secret stands in a Compose file',
  questions: ['Q7', 'Q9'],
  severity: 'high',
  required: false,
  needs: { projects: composeProjects },
  decide({ projects }) {
    if (projects.value.length === 0) return notApplicable(projects.evidence, 'no Compose project here');
    return projects.value.flatMap((project) => {
      const subject = `project:${project.name}`;
      const hits = project.services.flatMap((service) =>
        service.environment.filter(({ literal, secret }) => literal && secret).map((entry) => ({ service, entry })),
      );
      if (hits.length === 0) return [pass([project.ref], { subject, what: 'no secret is written out' })];
      return hits.map(({ service, entry }) =>
        fail([entry.ref], {
          subject,
          what: `the service ${service.name} has ${entry.name} written out in the file`,
          location: `service ${service.name}, ${entry.name}`,
        }),
      );
    });
  },
  whyItMatters:
    'A Compose file is copied, mailed and committed. A password in it is known to everybody who ever saw the repository.',
  verifyByHand: "grep -nEi '(secret|password|token|key) *[:=]' docker-compose.yml",
  remediation: {
    text: 'Put the value into a file with mode 0600, name it as a Compose secret or in env_file, and replace the value: it has been seen.',
    commands: [
      'install -m 0600 /dev/null .env',
      'git log --oneline -- docker-compose.yml',
      'openssl rand -hex 32   # a new value',
    ],
  },
  references: ['CL-0020', 'CL-0021', 'CWE-798'],
  examples: {
    pass: [
      {
        title: 'from a variable, from a file, and what is no secret',
        facts: {
          projects: seen([
            exampleProject({
              services: [
                exampleService({
                  environment: [
                    entry('PAYLOAD_SECRET', false),
                    entry('NODE_ENV', true, false),
                    entry('DB_PASSWORD_FILE', true, false),
                  ],
                }),
              ],
            }),
          ]),
        },
      },
      { title: 'no project', facts: { projects: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'a password',
        facts: {
          projects: seen([
            exampleProject({ services: [exampleService({ environment: [entry('DB_PASSWORD', true)] })] }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'no Compose file', facts: { projects: unseen() } },
      { title: 'a file is missing', facts: { projects: partlySeen([exampleProject()]) } },
    ],
  },
});

function entry(name: string, literal: boolean, secret = true): ComposeEnvironment {
  return { name, literal, secret, ref: exampleRef('compose.file', 'project:site', 12) };
}
