import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'app-port-on-all-interfaces',
  title: 'The CMS is published on every address',
  expects: ['EXP-02', 'EXP-05'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.ports = ['3000:3000'];
    }),
};
