import { minerProgram } from '../lib/miner.mjs';
import { editService, writeInContainer } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'executable-in-container-root',
  title: 'A program was written into the root of the CMS at run time',
  expects: ['RTC-06'],
  apply: async (lab) => {
    const undo = await editService(lab, 'cms', (service) => {
      service.read_only = false;
    });
    await writeInContainer(lab, 'station-cms-1', '/XHHEw7Gp', minerProgram({ residentBytes: 4096 }), 0o755);
    return undo;
  },
};
