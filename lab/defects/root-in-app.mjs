import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'root-in-app',
  title: 'The CMS runs as root',
  expects: ['CTR-03'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.user = '0:0';
    }),
};
