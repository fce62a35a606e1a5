import { reloadNginx } from '../lib/host-setup.mjs';
import { undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'nginx-not-reloaded',
  title: 'A hardened nginx configuration that no worker has read',
  expects: ['NGX-01'],
  apply: async (lab) => {
    const undo = await writeHostFile(lab, '/etc/nginx/sites-enabled/letters.conf', (text) =>
      text.replace('burst=20', 'burst=10'),
    );
    return undoAll([() => reloadNginx(lab.server), undo]);
  },
};
