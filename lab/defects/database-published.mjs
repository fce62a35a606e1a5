import { openFirewall, undoAll } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'database-published',
  title: 'The database is published on every address, and DOCKER-USER lets everything pass',
  expects: ['EXP-02', 'EXP-04'],
  apply: async (lab) =>
    undoAll([
      await openFirewall(lab, ['DOCKER-USER', '-j', 'RETURN']),
      await lab.project.edit((project) => {
        Object.assign(project.services.mongo ?? {}, { ports: ['27017:27017'], networks: ['web', 'data'] });
      }),
    ]),
};
