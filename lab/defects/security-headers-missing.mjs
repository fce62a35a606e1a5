import { editNginx } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'security-headers-missing',
  title: 'No security headers',
  expects: ['NGX-12'],
  apply: (lab) => editNginx(lab, 'sites-enabled/cms.conf', (text) => text.replace(/^.*security-headers\.conf;\n/m, '')),
};
