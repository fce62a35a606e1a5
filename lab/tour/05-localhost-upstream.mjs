import { editNginx } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['NGX-04'],
  apply: (lab) =>
    editNginx(lab, 'nginx.conf', (text) => text.replace('server 127.0.0.1:3000;', 'server localhost:3000;')),
};
