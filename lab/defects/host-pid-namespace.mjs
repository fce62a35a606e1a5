import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'host-pid-namespace',
  title: 'The second app sees the processes of the host',
  expects: ['CTR-16'],
  apply: (lab) =>
    editService(lab, 'newsletter', (service) => {
      service.pid = 'host';
      service.init = false;
    }),
};
