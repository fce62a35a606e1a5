import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'sys-admin-capability',
  title: 'The CMS has CAP_SYS_ADMIN',
  expects: ['CTR-06'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.cap_add = ['SYS_ADMIN'];
    }),
};
