import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'host-network',
  title: 'The second app shares the network of the host',
  expects: ['EXP-11'],
  apply: (lab) =>
    editService(lab, 'newsletter', (service) => {
      service.network_mode = 'host';
      delete service.networks;
      delete service.ports;
    }),
};
