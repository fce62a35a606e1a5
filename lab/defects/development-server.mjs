import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'development-server',
  title: 'The CMS runs `next dev`',
  expects: ['NXT-16'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.command = ['node', 'node_modules/next/dist/bin/next', 'dev', '-p', '3000'];
      service.environment.NODE_ENV = 'development';
    }),
};
