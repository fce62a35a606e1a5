import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'docker-socket-mounted',
  title: 'The CMS has the Docker socket',
  expects: ['CTR-02'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.volumes.push('/var/run/docker.sock:/var/run/docker.sock');
    }),
};
