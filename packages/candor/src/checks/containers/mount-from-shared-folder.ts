import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { hostMounts, isInside, mountText } from '../shared/mount-source.js';
import { blindContainers, noEngine } from './container-examples.js';
import { exampleMount } from './example-mount.js';

/** World-writable folders of a Linux host (file-hierarchy(7)). */
const sharedFolders = ['/tmp', '/var/tmp', '/dev/shm'];

/** CTR-13: a mount whose folder any local user can make or replace (Dec-2025 case: /tmp/empty-git). */
export const mountFromSharedFolder = defineCheck({
  id: 'CTR-13',
  title: 'A mount comes from a folder that every user of the host can write',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const mount = hostMounts(container).find(
        ({ source }) =>
          sharedFolders.some((folder) => isInside(source, folder)) && !source.startsWith('/tmp/.X11-unix'),
      );
      if (!mount) return passFor(container, 'no mount comes from /tmp, /var/tmp or /dev/shm');
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} mounts ${mountText(mount)}, which any local user can make before the container starts`,
        location: `${container.name}, mount ${mount.destination}`,
      });
    }),
  whyItMatters: 'After a reboot /tmp is empty. Whoever makes that folder first decides what the container reads there.',
  verifyByHand: "docker inspect -f '{{.Name}} {{range .Mounts}}{{.Source}} {{end}}' $(docker ps -q) | grep tmp",
  remediation: {
    text: 'Use a folder of its own, owned by root, or a named volume.',
    commands: ['sudo install -d -m 0755 /srv/site/empty', 'docker compose up -d'],
  },
  references: ['CWE-377', 'file-hierarchy(7)'],
  examples: {
    pass: [
      {
        title: 'a folder of its own',
        facts: { containers: seen([exampleContainer({ mounts: [exampleMount('/srv/tmp/media')] })]) },
      },
      noEngine,
    ],
    fail: [
      {
        title: '/tmp/empty-git',
        facts: { containers: seen([exampleContainer({ mounts: [exampleMount('/tmp/empty-git')] })]) },
      },
    ],
    blind: blindContainers,
  },
});
