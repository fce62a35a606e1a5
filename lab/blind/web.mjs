import { freeze, hide, replaceProgram } from '../lib/blinding.mjs';

/** @type {import('../lib/blinding.mjs').Blinding[]} */
export const blindings = [
  { id: 'nginx-program-refuses', apply: (lab) => replaceProgram(lab, '/usr/sbin/nginx', 'exit 1') },
  {
    id: 'nginx-prints-half-its-configuration',
    apply: (lab) =>
      replaceProgram(
        lab,
        '/usr/sbin/nginx',
        'printf "# configuration file /etc/nginx/nginx.conf:\\nuser www-data;\\nhttp {\\n  server {\\n    listen 80"',
      ),
  },
  { id: 'nginx-configuration-broken', apply: (lab) => brokenSite(lab) },
  { id: 'nginx-workers-hung', apply: (lab) => freeze(lab, 'nginx') },
  { id: 'nginx-logs-rotated-away', apply: (lab) => hide(lab, '/var/log/nginx') },
  {
    id: 'app-hung',
    apply: async (lab) => {
      await lab.docker.call('POST', '/containers/station-cms-1/pause');
      return async () => {
        await lab.docker.call('POST', '/containers/station-cms-1/unpause');
      };
    },
  },
];

/** A file that `nginx -t` refuses; the workers keep what they have. @param {import('../lib/lab.mjs').Lab} lab */
async function brokenSite(lab) {
  await lab.server.must(['sh', '-c', 'echo "server { listen" >/etc/nginx/sites-enabled/zz-broken.conf']);
  return async () => {
    await lab.server.must(['rm', '/etc/nginx/sites-enabled/zz-broken.conf']);
  };
}
