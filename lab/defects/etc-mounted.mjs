import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'etc-mounted',
  title: "The second app has the host's /etc",
  expects: ['CTR-12'],
  apply: (lab) =>
    editService(lab, 'newsletter', (service) => {
      service.volumes = ['/etc:/host/etc:ro'];
    }),
};
