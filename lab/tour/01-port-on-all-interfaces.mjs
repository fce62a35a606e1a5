import { editService, undoAll } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['EXP-02', 'EXP-05'],
  apply: async (lab) => {
    await lab.server.must(['nft', 'flush', 'chain', 'inet', 'station', 'forward']);
    const close = async () => {
      await lab.server.must(['nft', '-f', '/etc/nftables.conf']);
    };
    const undo = await editService(lab, 'payload', (service) => {
      service.ports = ['3000:3000'];
    });
    return undoAll([close, undo]);
  },
};
