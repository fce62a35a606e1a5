import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['CTR-02'],
  apply: (lab) =>
    editService(lab, 'payload', (service) => {
      service.volumes.push('/var/run/docker.sock:/var/run/docker.sock');
    }),
};
