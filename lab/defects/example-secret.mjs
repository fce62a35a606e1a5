import { undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'example-secret',
  title: 'PAYLOAD_SECRET is the one of the example',
  expects: ['PAY-01'],
  apply: async (lab) => {
    const undo = await writeHostFile(lab, '/srv/station/.env', (before) =>
      before.replace(/^PAYLOAD_SECRET=.*$/m, 'PAYLOAD_SECRET=YOUR_SECRET_HERE'),
    );
    await lab.project.up();
    return undoAll([lab.project.up, undo]);
  },
};
