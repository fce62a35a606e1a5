import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['CTR-03'],
  apply: (lab) =>
    editService(lab, 'payload', (service) => {
      service.user = '0:0';
      // Without capabilities root could not read secrets that belong to another user, and nothing would start.
      delete service.cap_drop;
    }),
};
