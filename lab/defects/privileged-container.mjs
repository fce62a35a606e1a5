import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'privileged-container',
  title: 'The second app runs privileged',
  expects: ['CTR-01'],
  apply: (lab) =>
    editService(lab, 'newsletter', (service) => {
      service.privileged = true;
      delete service.cap_drop;
    }),
};
