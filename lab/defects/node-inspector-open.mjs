import { editService } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'node-inspector-open',
  title: 'NODE_OPTIONS opens a debugger in the CMS',
  expects: ['NXT-19'],
  apply: (lab) =>
    editService(lab, 'cms', (service) => {
      service.environment.NODE_OPTIONS = '--inspect=0.0.0.0:9229';
    }),
};
