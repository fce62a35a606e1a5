import { editNginx } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'login-without-limit',
  title: 'Nothing slows password guessing',
  expects: ['NGX-13'],
  apply: (lab) =>
    editNginx(lab, 'sites-enabled/cms.conf', (text) => text.replaceAll(/^ *limit_req zone=login.*\n/gm, '')),
};
