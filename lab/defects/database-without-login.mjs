import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'database-without-login',
  title: 'The database asks for no password',
  expects: ['MDB-01'],
  apply: (lab) =>
    editService(lab, 'mongo', (service) => {
      service.command = service.command.filter((/** @type {string} */ word) => word !== '--auth');
    }),
};
