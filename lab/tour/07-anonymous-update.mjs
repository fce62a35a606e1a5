import { buildOpenUsers } from '../lib/reference-images.mjs';
import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['PAY-05'],
  apply: async (lab) => {
    await buildOpenUsers(lab.docker, 'station-payload:open-users');
    return editService(lab, 'payload', (service) => {
      service.image = 'station-payload:open-users';
    });
  },
};
