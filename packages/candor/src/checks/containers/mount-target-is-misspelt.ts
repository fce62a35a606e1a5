import { defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { type EvidenceRef, isNonEmpty } from '../../core/evidence.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { composeProjects } from '../../facts/compose.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleProject, exampleService } from '../shared/example-compose.js';
import { blindContainers } from './container-examples.js';
import { exampleMount } from './example-mount.js';

/** Names that images of this stack read, long enough that a near miss is a slip and not another word. */
const knownNames = [
  'node_modules',
  'package.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'docker-entrypoint-initdb.d',
  'nginx.conf',
  'mongod.conf',
];

/** The known name that `target` ends in almost, but not quite; null = no slip. */
function intendedName(target: string): string | null {
  const last = target.split('/').at(-1) ?? '';
  return knownNames.find((name) => name !== last && isNear(last, name)) ?? null;
}

/** At most two letters put in, left out or changed (Levenshtein), or a double tail as in `node_moduleses`. */
function isNear(text: string, name: string): boolean {
  if (text.length > name.length + 3 || text.length < name.length - 2) return false;
  let row = Array.from({ length: name.length + 1 }, (_, index) => index);
  for (let at = 1; at <= text.length; at++) {
    const next = [at];
    for (let to = 1; to <= name.length; to++) {
      const change = (row[to - 1] ?? 0) + (text[at - 1] === name[to - 1] ? 0 : 1);
      next.push(Math.min(change, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row[name.length] ?? 9) <= 2;
}

/** CTR-28: a mount that lands beside its place (Dec-2025 case: `/app/node_moduleses`). */
export const mountTargetIsMisspelt = defineCheck({
  id: 'CTR-28',
  title: 'A mount goes to a misspelt path',
  questions: ['Q7'],
  severity: 'low',
  required: false,
  needs: { containers },
  uses: { composeProjects },
  decide({ containers: all, composeProjects: projects }) {
    const mounted = all.value.flatMap((container) =>
      container.mounts.map(({ destination }) => ({
        subject: `container:${container.name}`,
        target: destination,
        ref: container.ref,
      })),
    );
    const written = (projects.status === 'known' ? projects.value : []).flatMap((project) =>
      project.services.flatMap((service) =>
        service.volumes.map(({ target, ref }) => ({ subject: `project:${project.name}`, target, ref })),
      ),
    );
    const slips: Outcome[] = [...mounted, ...written].flatMap(({ subject, target, ref }) => {
      const name = intendedName(target);
      if (name === null) return [];
      return [fail([ref], { subject, what: `a mount goes to ${target}; ${name} was meant?`, location: target })];
    });
    if (slips.length > 0) return slips;
    const refs: EvidenceRef[] = [...all.evidence, ...(projects.status === 'known' ? projects.evidence : [])];
    return isNonEmpty(refs) ? pass(refs, { what: `${mounted.length + written.length} mounts, none misspelt` }) : [];
  },
  whyItMatters: 'The mount that was to separate two folders does nothing, and nobody is told.',
  verifyByHand: "docker inspect -f '{{range .Mounts}}{{.Destination}} {{end}}' $(docker ps -q)",
  remediation: {
    text: 'Correct the path in the Compose file and recreate the container.',
    commands: ["sed -i 's#/node_moduleses#/node_modules#' docker-compose.yml", 'docker compose up -d'],
  },
  references: ['docs.docker.com/reference/compose-file/services/#volumes'],
  examples: {
    pass: [
      {
        title: 'well-known names, and others that only resemble them in kind',
        facts: {
          containers: seen([
            exampleContainer({
              mounts: [exampleMount('/app/node_modules'), exampleMount('/app/media'), exampleMount('/app/modules')],
            }),
          ]),
        },
      },
    ],
    fail: [
      {
        title: 'in a container',
        facts: { containers: seen([exampleContainer({ mounts: [exampleMount('/app/node_module')] })]) },
      },
      {
        title: 'in a profile that does not run',
        facts: {
          containers: seen([exampleContainer()]),
          composeProjects: seen([
            exampleProject({
              services: [
                exampleService({
                  volumes: [
                    {
                      text: './node_modules:/app/node_moduleses',
                      type: 'bind',
                      source: '/srv/site/node_modules',
                      target: '/app/node_moduleses',
                      readOnly: false,
                      ref: exampleRef('compose.file'),
                    },
                  ],
                }),
              ],
            }),
          ]),
        },
      },
    ],
    blind: [
      ...blindContainers,
      { title: 'nothing was read', facts: { containers: unseen(), composeProjects: unseen() } },
    ],
  },
});
