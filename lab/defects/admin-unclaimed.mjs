import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'admin-unclaimed',
  title: 'Whoever comes first becomes the administrator',
  expects: ['PAY-17'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.environment.CMS_FIRST_USER = 'missing';
    }),
};
