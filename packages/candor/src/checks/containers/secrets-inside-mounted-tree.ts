import { cannotTell, defineCheck, fail, type Outcome } from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import { exampleRef, seen } from '../../core/example.js';
import { composeProjects } from '../../facts/compose.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { secretFiles } from '../../facts/host.js';
import { exampleProject, exampleService } from '../shared/example-compose.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { hostMounts, isInside, mountText } from '../shared/mount-source.js';
import { blindContainers, noEngine } from './container-examples.js';
import { exampleMount } from './example-mount.js';

interface SecretPlace {
  readonly path: string;
  readonly ref: EvidenceRef;
}

/** The numeric user of a container; root reads everything. Null = a name that only the image knows. */
function userId(container: Container): number | null {
  const user = container.user.split(':')[0] ?? '';
  if (user === '' || user === 'root') return 0;
  return /^\d{1,10}$/.test(user) ? Number(user) : null;
}

/** CTR-15: `.env` and `.git` in a folder that a container mounts, with the secrets of every other service. */
export const secretsInsideMountedTree = defineCheck({
  id: 'CTR-15',
  title: 'A mounted folder holds the file with all secrets',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  uses: { secretFiles, composeProjects },
  decide({ containers: all, secretFiles: files, composeProjects: projects }) {
    const services = projects.status === 'known' ? projects.value.flatMap((project) => project.services) : [];
    const places: readonly SecretPlace[] = services.flatMap((service) => service.envFiles);
    const judge = (container: Container): Outcome => {
      const mounts = hostMounts(container);
      if (mounts.length === 0) return passFor(container, 'it mounts no folder of the host');
      const uid = userId(container);
      const listed = files.status === 'known' ? files.value : [];
      const readable = listed.filter((file) => uid === 0 || file.uid === uid || file.othersCanRead);
      const held = [...readable, ...(uid === 0 ? places : [])].find(({ path }) =>
        mounts.some(({ source }) => source !== path && isInside(path, source)),
      );
      const mount = held && mounts.find(({ source }) => isInside(held.path, source));
      if (held && mount) {
        return fail([held.ref, ...evidenceOf(container)], {
          subject: subjectOf(container),
          what: `${container.name} mounts ${mountText(mount)} and can read ${held.path} in it`,
          location: `${container.name}, ${held.path}`,
        });
      }
      if (files.status === 'unknown' || !files.complete) {
        const settle = 'sudo find /srv /opt /home -xdev -name ".env*" -printf "%m %U %p\\n"';
        return cannotTell('not-collected', 'the files in its mounted folders were not listed', {
          subject: subjectOf(container),
          settle,
        });
      }
      return passFor(
        container,
        'no file with secrets in its mounted folders can be read by it',
        ...files.evidence.slice(0, 1),
      );
    };
    return judgeContainers(all, judge);
  },
  whyItMatters:
    'One service that is broken into then gives away the passwords of all of them, and the history in .git those of last year.',
  verifyByHand: 'docker compose exec app ls -la /app/.env /app/.git',
  remediation: {
    text: 'Do not mount the project. Build an image with a .dockerignore that names .env and .git, and give each service its own secrets.',
    commands: [
      'printf ".env*\\n.git\\nnode_modules\\n" >> .dockerignore',
      'docker compose build && docker compose up -d',
    ],
  },
  references: ['ATT&CK T1552.001'],
  examples: {
    pass: [
      {
        title: 'the .env lies elsewhere',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site/media')] })]),
          secretFiles: seen([file('/srv/site/.env')]),
        },
      },
      {
        title: 'in it, and not readable by the user of the container',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site')] })]),
          secretFiles: seen([file('/srv/site/.env')]),
        },
      },
      noEngine,
    ],
    fail: [
      {
        title: 'readable by everybody',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site')] })]),
          secretFiles: seen([file('/srv/site/.env', true)]),
        },
      },
      {
        title: 'root in the container, and the Compose file names it',
        facts: {
          containers: seen([exampleContainer({ user: '', mounts: [exampleMount('/srv/site')] })]),
          composeProjects: seen([
            exampleProject({
              services: [exampleService({ envFiles: [{ path: '/srv/site/.env', ref: exampleRef('compose.file') }] })],
            }),
          ]),
        },
      },
    ],
    blind: [
      ...blindContainers,
      {
        title: 'files not listed',
        facts: { containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site')] })]) },
      },
    ],
  },
});

function file(path: string, othersCanRead = false) {
  return { path, mode: othersCanRead ? 0o644 : 0o600, uid: 0, othersCanRead, ref: exampleRef('host.files') };
}
