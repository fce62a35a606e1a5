import { readFile } from 'node:fs/promises';
import { writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'unknown-login-key',
  title: 'A key that nobody declared may log in',
  expects: ['PER-03'],
  apply: async (lab) => {
    await lab.server.must([
      'ssh-keygen',
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      'backup@vps-77',
      '-f',
      '/root/other-key',
    ]);
    const key = await readFile(`${lab.server.root}/root/other-key.pub`, 'utf8');
    await lab.server.must(['rm', '/root/other-key', '/root/other-key.pub']);
    return writeHostFile(lab, '/home/deploy/.ssh/authorized_keys', (text) => text + key);
  },
};
