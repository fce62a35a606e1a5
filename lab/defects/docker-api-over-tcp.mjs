import { startOnHost } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'docker-api-over-tcp',
  title: 'Something answers on the port of the Docker API',
  expects: ['EXP-06'],
  apply: (lab) => startOnHost(lab, 'busybox nc -lk -p 2375'),
};
