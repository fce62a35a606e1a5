import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['LOG-02', 'MDB-11'],
  apply: (lab) =>
    editService(lab, 'mongo', (service) => {
      service.logging = { driver: 'none' };
    }),
};
