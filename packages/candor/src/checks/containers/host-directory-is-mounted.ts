import { defineCheck, fail, type Outcome } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import type { Severity } from '../../core/severity.js';
import { type Container, type ContainerMount, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { hostMounts, mountText, plainPath } from '../shared/mount-source.js';
import { exampleMount } from './example-mount.js';

/** Folders that hold secrets of the host: a read-only mount is a finding too (CIS Docker 5.6). */
const secretFolders =
  /^\/(?:$|(?:etc|root|home|var|run|var\/run|var\/lib|var\/lib\/docker)$|home\/[^/]+$|etc\/(?:ssh|shadow|sudoers|gshadow)(?:[./]|$)|var\/lib\/(?:docker|containerd)\/)/;
/** Folders from which the host runs: writing there is root on the host, reading there tells little. */
const systemFolders =
  /^\/(?:proc|sys|dev|usr)$|^\/(?:boot|lib(?:32|64|x32)?|bin|sbin|usr\/(?:s?bin|lib(?:exec|64)?|local\/s?bin))(?:\/|$)|^\/etc\/(?:cron|systemd|ld\.so|pam\.d|profile|init)/;

/** How bad it is that a container holds this folder; null = an ordinary mount. */
function severityOf(mount: ContainerMount): Severity | null {
  const source = plainPath(mount.source);
  if (secretFolders.test(source)) return mount.readWrite ? 'critical' : 'high';
  if (!systemFolders.test(source)) return null;
  return mount.readWrite ? 'critical' : 'medium';
}

function judge(container: Container): Outcome {
  const judged = hostMounts(container).flatMap((mount) => {
    const severity = severityOf(mount);
    return severity === null ? [] : [{ mount, severity }];
  });
  const worst =
    judged.find(({ severity }) => severity === 'critical') ??
    judged.find(({ severity }) => severity === 'high') ??
    judged[0];
  if (!worst) return passFor(container, 'none of its mounts is a folder of the system');
  return fail(evidenceOf(container), {
    subject: subjectOf(container),
    what: `${container.name} ${worst.mount.readWrite ? 'can write' : 'can read'} ${mountText(worst.mount)} of the host`,
    location: `${container.name}, mount ${worst.mount.destination}`,
    severity: worst.severity,
  });
}

/** CTR-12: folders of the system inside a container (CIS Docker 5.6). */
export const hostDirectoryIsMounted = defineCheck({
  id: 'CTR-12',
  title: 'A container holds a folder of the host system',
  questions: ['Q7'],
  severity: 'critical',
  required: true,
  needs: { containers },
  decide: (facts) => judgeContainers(facts.containers, judge),
  whyItMatters:
    'A writable folder of the system is root on the host. One that is only readable still gives away password hashes, keys and the data of the other containers.',
  verifyByHand: "docker inspect -f '{{.Name}} {{range .Mounts}}{{.Source}}:{{.RW}} {{end}}' $(docker ps -q)",
  remediation: {
    text: 'Mount only the folder that the service needs, read-only where it only reads, for example `/srv/media:/srv/media:ro`.',
    commands: ['docker compose config | grep -n -A4 "type: bind"', 'docker compose up -d --force-recreate'],
  },
  references: ['CIS Docker 5.6'],
  examples: {
    pass: [
      {
        title: 'folders of its own, the time zone and the public certificates',
        facts: {
          containers: seen([
            exampleContainer({
              mounts: [
                exampleMount('/srv/media'),
                exampleMount('/home/op/site/uploads'),
                exampleMount('/etc/localtime', { readWrite: false }),
                exampleMount('/etc/ssl/certs', { readWrite: false }),
                exampleMount('/usr/share/zoneinfo', { readWrite: false }),
                exampleMount('/var/www/site', { readWrite: false }),
              ],
            }),
          ]),
        },
      },
      {
        title: "the engine's own volume is not a mount of /var/lib/docker",
        facts: {
          containers: seen([
            exampleContainer({ mounts: [exampleMount('/var/lib/docker/volumes/site_data/_data', { type: 'volume' })] }),
          ]),
        },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: ['/', '/etc', '/root', '/home/op', '/var/lib/docker', '/proc', '/usr/bin/', '/etc/cron.d'].map((source) => ({
      title: `${source}, writable`,
      facts: { containers: seen([exampleContainer({ mounts: [exampleMount(source)] })]) },
    })),
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
