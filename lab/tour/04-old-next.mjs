import { buildOldNext } from '../lib/reference-images.mjs';
import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['NXT-02'],
  apply: async (lab) => {
    await buildOldNext(lab.docker, 'station-payload:next-15.3.2');
    return editService(lab, 'payload', (service) => {
      service.image = 'station-payload:next-15.3.2';
      Object.assign(service.environment, { DATABASE_URI: 'mongodb://mongo:27017/station' });
    });
  },
};
