import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['SNS-09'],
  apply: (lab) =>
    editService(lab, 'payload', (service) => {
      service.environment.CANDOR_SENSOR = 'off';
    }),
};
