import { startNginx } from '../lib/host-setup.mjs';
import { undoAll } from '../lib/seed.mjs';
import { importSideImage } from '../lib/side-images.mjs';

/** @type {import('../lib/ordinary.mjs').Variation} */
export const host = {
  id: 'another-proxy',
  title: 'Caddy in a container on 80 and 443 instead of nginx on the host',
  apply: async (lab) => {
    await importSideImage(lab.docker, {
      image: 'caddy:2.10.2',
      program: '/usr/bin/caddy',
      env: { CADDY_VERSION: 'v2.10.2' },
    });
    await lab.server.must(['sh', '-c', 'nginx -s quit; while pgrep -x nginx >/dev/null; do sleep 0.05; done']);
    const hole = ['DOCKER-USER', '-i', 'eth0', '-s', '192.0.2.0/24', '-j', 'RETURN'];
    await lab.server.must(['iptables', '-I', ...hole]);
    const undo = await lab.project.edit((project) => {
      const { newsletter } = project.services;
      project.services.caddy = {
        ...newsletter,
        image: 'caddy:2.10.2',
        build: undefined,
        command: ['/usr/bin/caddy', '/usr/lib/stand-in.cjs', '80', '443'],
        environment: {},
        sysctls: undefined,
        ports: ['80:80', '443:443'],
        networks: ['web'],
        healthcheck: {
          ...newsletter?.healthcheck,
          test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:80/'],
        },
      };
    });
    const back = async () => {
      await lab.server.must(['iptables', '-D', ...hole]);
      await startNginx(lab.server);
    };
    return undoAll([back, undo]);
  },
};
