import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { addressScope } from '../../facts/address-scope.js';
import { type ComposePublish, composeProjects } from '../../facts/compose.js';
import { policy } from '../../facts/policy.js';
import { exampleProject, examplePublish, exampleService } from '../shared/example-compose.js';

function isWide(port: ComposePublish): boolean {
  return !port.unresolved && addressScope(port.hostIp) !== 'loopback' && addressScope(port.hostIp) !== 'local-network';
}

/** EXP-03: what would be open if a profile were started (Dec-2025 case: a development service on 3300). */
export const composePublishesEverywhere = defineCheck({
  id: 'EXP-03',
  title: 'A Compose file publishes a port on every address',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { projects: composeProjects, policy },
  decide({ projects, policy: declared }) {
    const ports = projects.value.flatMap((project) =>
      project.services.flatMap((service) => service.ports.map((port) => ({ project, service, port }))),
    );
    if (projects.value.length === 0) return notApplicable(projects.evidence, 'no Compose project here');
    const allowed = new Set(declared.value.ports.map(({ port, proto }) => `${port}/${proto}`));
    const wide = ports.filter(({ port }) => isWide(port) && !allowed.has(`${port.published?.from ?? 0}/${port.proto}`));
    if (wide.length > 0) {
      return wide.map(({ project, service, port }) =>
        fail([port.ref], {
          subject: `project:${project.name}`,
          what: `${service.name}${service.profiles.length > 0 ? ` (profile ${service.profiles.join(', ')})` : ''} publishes ${port.text} on every address`,
          location: `service ${service.name}, port ${port.text}`,
        }),
      );
    }
    const open = ports.find(({ port }) => port.unresolved);
    if (open)
      return cannotTell('not-collected', `a variable decides where ${open.port.text} is published`, {
        settle: 'docker compose config',
      });
    return pass(projects.evidence, {
      what: `${ports.length} published ports, none on every address beside the declared`,
    });
  },
  whyItMatters:
    'A development service that is started once by mistake answers the whole Internet with its debug mode on.',
  verifyByHand: 'docker compose --profile "*" config | grep -n -A6 "ports:"',
  remediation: {
    text: 'Write `127.0.0.1:` in front of each port, and delete profiles that do not belong on this host.',
    commands: ['grep -n -A3 "ports:" docker-compose.yml', 'docker compose --profile "*" config --quiet'],
  },
  references: ['CL-0005', 'CIS Docker 5.14'],
  examples: {
    pass: [
      { title: 'on loopback', facts: { projects: seen([exampleProject()]), policy: seen(defaultPolicy) } },
      {
        title: 'a declared port on every address',
        facts: {
          projects: seen([
            exampleProject({ services: [exampleService({ ports: [examplePublish('443:443', '', 443)] })] }),
          ]),
          policy: seen(defaultPolicy),
        },
      },
    ],
    fail: [
      {
        title: 'a development profile on every address',
        facts: {
          projects: seen([
            exampleProject({
              services: [
                exampleService({
                  name: 'payload-dev',
                  profiles: ['dev'],
                  ports: [examplePublish('3300:3000', '', 3300)],
                }),
              ],
            }),
          ]),
          policy: seen(defaultPolicy),
        },
      },
    ],
    blind: [
      { title: 'no Compose file', facts: { projects: unseen(), policy: seen(defaultPolicy) } },
      { title: 'a file is missing', facts: { projects: partlySeen([exampleProject()]), policy: seen(defaultPolicy) } },
      {
        title: 'a variable decides',
        facts: {
          projects: seen([
            exampleProject({
              services: [
                exampleService({ ports: [{ ...examplePublish('$BIND:3000:3000', '', 3000), unresolved: true }] }),
              ],
            }),
          ]),
          policy: seen(defaultPolicy),
        },
      },
    ],
  },
});
