import { stringify } from 'yaml';
import { undoAll, writeHostFile } from '../lib/seed.mjs';
import { importSideImage } from '../lib/side-images.mjs';

const images = [
  {
    name: 'radio-icecast-1',
    service: 'icecast',
    image: 'libretime/icecast:2.4.4',
    program: '/usr/bin/icecast',
    port: '8000',
  },
  {
    name: 'radio-libretime-1',
    service: 'libretime',
    image: 'ghcr.io/libretime/libretime-nginx:4.5.0',
    program: '/usr/local/bin/libretime',
    port: '8080',
  },
];

const folder = '/srv/radio';

/** What its operator wrote. */
const compose = stringify({
  name: 'radio',
  services: Object.fromEntries(
    images.map(({ service, image, port, program }) => [
      service,
      {
        image,
        command: [program, '/usr/lib/stand-in.cjs', port],
        ports: [`${port}:${port}`],
        restart: 'unless-stopped',
      },
    ]),
  ),
});

/** @type {import('../lib/ordinary.mjs').Variation} */
export const host = {
  id: 'second-stack-as-root',
  title: 'A broadcast stack beside it: containers as root, on public ports that its operator wants',
  declares: {
    ports: images.map(({ port, service }) => ({ port: Number(port), proto: 'tcp', service })),
    projects: [{ name: 'radio', path: folder }],
  },
  apply: async (lab) => {
    /** @type {import('../lib/seed.mjs').Undo[]} */
    const undos = [await writeHostFile(lab, `${folder}/compose.yaml`, compose)];
    for (const { name, service, image, program, port } of images) {
      await importSideImage(lab.docker, { image, program });
      const rule = [
        'DOCKER-USER',
        '-i',
        'eth0',
        '-p',
        'tcp',
        '-m',
        'conntrack',
        '--ctorigdstport',
        port,
        '-j',
        'RETURN',
      ];
      await lab.server.must(['iptables', '-I', ...rule]);
      await lab.docker.create(name, {
        Image: image,
        Cmd: [program, '/usr/lib/stand-in.cjs', port],
        Labels: {
          'com.docker.compose.project': 'radio',
          'com.docker.compose.service': service,
          'com.docker.compose.project.working_dir': folder,
          'com.docker.compose.project.config_files': `${folder}/compose.yaml`,
        },
        ExposedPorts: { [`${port}/tcp`]: {} },
        HostConfig: {
          PortBindings: { [`${port}/tcp`]: [{ HostIp: '0.0.0.0', HostPort: port }] },
          RestartPolicy: { Name: 'unless-stopped' },
        },
      });
      await lab.docker.start(name);
      undos.push(async () => {
        await lab.docker.remove(name);
        await lab.server.must(['iptables', '-D', ...rule]);
      });
    }
    return undoAll(undos);
  },
};
