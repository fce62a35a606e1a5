import { readFile } from 'node:fs/promises';
import { writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'system-program-changed',
  title: 'A program of coreutils is not what its package brought',
  expects: ['HST-13'],
  apply: async (lab) =>
    writeHostFile(lab, '/usr/bin/sha224sum', Buffer.concat([await readFile('/usr/bin/sha224sum'), Buffer.from('.')])),
};
