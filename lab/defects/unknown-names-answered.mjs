import { editNginx } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'unknown-names-answered',
  title: 'Without a default server, the CMS answers for every name',
  expects: ['NGX-06'],
  apply: (lab) => editNginx(lab, 'sites-enabled/00-unknown.conf', () => '# no default server\n'),
};
