import { startOnHost } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'docker-api-over-tcp',
  title: 'Something answers on the port of the Docker API',
  expects: ['EXP-06'],
  apply: (lab) => startOnHost(lab, 'node -e "require(\\"net\\").createServer().listen(2375, \\"0.0.0.0\\")"'),
};
