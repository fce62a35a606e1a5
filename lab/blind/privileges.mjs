import { rootEnvironment } from '../lib/candor.mjs';
import { editService } from '../lib/seed.mjs';

const drop = ['setpriv', '--reuid', '1001', '--regid', '1001', '--clear-groups'];
const deploy = { ...rootEnvironment, HOME: '/home/deploy' };

/** @type {import('../lib/blinding.mjs').Blinding[]} */
export const blindings = [
  { id: 'not-root', how: { wrap: drop, env: deploy } },
  {
    id: 'not-root-but-in-docker-group',
    how: {
      wrap: [
        'sh',
        '-c',
        'exec setpriv --reuid 1001 --regid 1001 --groups "$(getent group docker | cut -d: -f3)" "$@"',
        'sh',
      ],
      env: deploy,
    },
  },
  {
    id: 'not-root-and-hidepid',
    how: { wrap: drop, env: deploy },
    apply: async (lab) => {
      await lab.server.must(['mount', '-o', 'remount,hidepid=2', '/proc']);
      return async () => {
        await lab.server.must(['mount', '-o', 'remount,hidepid=0', '/proc']);
      };
    },
  },
  {
    id: 'root-without-ptrace-and-dac',
    how: { wrap: ['setpriv', '--bounding-set', '-sys_ptrace,-dac_override,-dac_read_search', '--inh-caps', '-all'] },
  },
  { id: 'no-tools-on-the-path', how: { wrap: ['env', 'PATH=/nonexistent'] } },
  { id: 'no-shell-in-the-image', apply: (lab) => withoutShell(lab) },
];

/** The second app has no shell and no tools: an empty folder lies over its /bin. @param {import('../lib/lab.mjs').Lab} lab */
async function withoutShell(lab) {
  await lab.server.must(['mkdir', '-p', '/srv/empty']);
  return editService(lab, 'newsletter', (service) => {
    service.volumes = ['/srv/empty:/bin:ro'];
    service.healthcheck.test = ['CMD', 'node', '-e', "fetch('http://127.0.0.1:3100/').catch(() => process.exit(1))"];
  });
}
