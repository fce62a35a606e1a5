import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'database-log-none',
  title: 'The database writes no log',
  expects: ['LOG-02', 'MDB-11'],
  apply: (lab) =>
    editService(lab, 'mongo', (service) => {
      service.logging = { driver: 'none' };
    }),
};
