import { defineCheck, fail } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { hostMounts, isInside, mountText } from '../shared/mount-source.js';
import { exampleMount } from './example-mount.js';

/** Where engines listen: Docker, containerd and Podman; `/var/run` is a link to `/run`. */
const engineSockets = [
  '/run/docker.sock',
  '/var/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/var/run/containerd/containerd.sock',
  '/run/podman/podman.sock',
  '/var/run/podman/podman.sock',
];

/** True when the mount gives the container an engine's socket: the socket itself, or a folder above it. */
function holdsEngineSocket(source: string): boolean {
  return (
    engineSockets.some((socket) => isInside(socket, source)) || /\/(?:docker|containerd|podman)\.sock$/.test(source)
  );
}

/** CTR-02: the engine's socket inside a container (CIS Docker 5.32). Read-only does not help: it is a socket. */
export const engineSocketIsMounted = defineCheck({
  id: 'CTR-02',
  title: 'A container holds the socket of the container engine',
  questions: ['Q7'],
  severity: 'critical',
  required: true,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const mount = hostMounts(container).find(({ source }) => holdsEngineSocket(source));
      if (!mount) return passFor(container, 'no engine socket among its mounts');
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} mounts ${mountText(mount)}, which holds the socket of the engine`,
        location: `${container.name}, mount ${mount.destination}`,
      });
    }),
  whyItMatters:
    'The socket of the engine is root on the host: one request starts a container that has the whole disk. A mount that is read-only changes nothing.',
  verifyByHand: "docker inspect -f '{{.Name}} {{range .Mounts}}{{.Source}} {{end}}' $(docker ps -q)",
  remediation: {
    text: 'Remove the mount. A tool that has to read the list of containers gets it from a proxy that answers GET alone.',
    commands: ['grep -n "docker.sock" docker-compose.yml', 'docker compose up -d --force-recreate'],
  },
  references: ['CIS Docker 5.32'],
  examples: {
    pass: [
      {
        title: 'a folder of its own',
        facts: { containers: seen([exampleContainer({ mounts: [exampleMount('/srv/media')] })]) },
      },
      {
        title: "a database's socket folder is not the engine's",
        facts: { containers: seen([exampleContainer({ mounts: [exampleMount('/run/postgresql')] })]) },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: ['/var/run/docker.sock', '/run', '/var/run', '/', '/run/user/1000/docker.sock', '/run/containerd'].map(
      (source) => ({
        title: `${source}, read-only`,
        facts: { containers: seen([exampleContainer({ mounts: [exampleMount(source, { readWrite: false })] })]) },
      }),
    ),
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
