import { editService, openFirewall, undoAll } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'app-port-on-all-interfaces',
  title: 'The CMS is published on every address, and DOCKER-USER lets everything pass',
  expects: ['EXP-02', 'EXP-05'],
  apply: async (lab) =>
    undoAll([
      await openFirewall(lab, ['DOCKER-USER', '-j', 'RETURN']),
      await editService(lab, 'cms', (service) => {
        service.ports = ['3000:3000'];
      }),
    ]),
};
