import { reloadSshd } from '../lib/host-setup.mjs';
import { undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'ssh-with-passwords',
  title: 'sshd takes passwords, also for root',
  expects: ['HST-05'],
  apply: async (lab) => {
    const undo = await writeHostFile(lab, '/etc/ssh/sshd_config', (text) =>
      text
        .replace('PermitRootLogin no', 'PermitRootLogin yes')
        .replace('\nPasswordAuthentication no', '\nPasswordAuthentication yes'),
    );
    await reloadSshd(lab.server);
    return undoAll([() => reloadSshd(lab.server), undo]);
  },
};
