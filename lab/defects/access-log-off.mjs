import { editNginx } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'access-log-off',
  title: 'nginx keeps no access log',
  expects: ['NGX-22'],
  apply: (lab) =>
    editNginx(lab, 'nginx.conf', (text) =>
      text.replace('access_log /var/log/nginx/access.log combined;', 'access_log off;'),
    ),
};
