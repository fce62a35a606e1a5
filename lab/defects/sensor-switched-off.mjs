import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'sensor-switched-off',
  title: 'An operator switch disables the subprocess monitor',
  expects: ['SNS-09'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.environment.DISABLE_SUBPROC_DIAG = '1';
    }),
};
