import { editNginx } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'nginx-localhost-upstream',
  title: 'nginx asks `localhost`, which is ::1 too, for an app on IPv4',
  expects: ['NGX-04'],
  apply: (lab) =>
    editNginx(lab, 'sites-enabled/cms.conf', (text) =>
      text.replaceAll('http://127.0.0.1:3000', 'http://localhost:3000'),
    ),
};
