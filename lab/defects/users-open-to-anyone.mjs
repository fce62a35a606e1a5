import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'users-open-to-anyone',
  title: 'Anybody may read and change users',
  expects: ['PAY-05'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.environment.CMS_OPEN_USERS = 'yes';
    }),
};
