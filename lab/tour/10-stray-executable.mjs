import { minerProgram } from '../lib/miner.mjs';
import { editService, writeInContainer } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['RTC-06'],
  apply: async (lab) => {
    const undo = await editService(lab, 'payload', (service) => {
      service.read_only = false;
    });
    await writeInContainer(lab, 'station-payload-1', '/XHHEw7Gp', minerProgram({ residentBytes: 4096 }), 0o755);
    return undo;
  },
};
