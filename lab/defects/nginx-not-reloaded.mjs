import { reloadNginx } from '../lib/host-setup.mjs';
import { until } from '../lib/process.mjs';
import { undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'nginx-not-reloaded',
  title: 'A hardened nginx configuration that no worker has read',
  expects: ['NGX-01'],
  apply: async (lab) => {
    // The clocks of files and of process starts differ: the workers have to be clearly older.
    const oldest = async () =>
      Number((await lab.server.must(['ps', '-o', 'etimes=', '-u', 'www-data'])).trim().split('\n')[0]);
    await until('workers of some age', async () => (await oldest()) > 3);
    const path = '/etc/nginx/sites-enabled/letters.conf';
    const undo = await writeHostFile(lab, path, (text) => text.replace('burst=20', 'burst=10'));
    return undoAll([() => reloadNginx(lab.server), undo]);
  },
};
