import { writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'unknown-cron-entry',
  title: 'A cron entry that no package brought',
  expects: ['PER-01'],
  apply: (lab) => writeHostFile(lab, '/etc/cron.d/sysstat-update', '*/7 * * * * root /usr/bin/true\n', { mode: 0o644 }),
};
