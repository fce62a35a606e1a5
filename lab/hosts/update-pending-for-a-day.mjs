import { publishUpdates } from '../lib/apt-mirror.mjs';

const DAY_MS = 86_400_000;

/** @type {import('../lib/ordinary.mjs').Variation} */
export const host = {
  id: 'update-pending-for-a-day',
  title: 'A security update of openssl came out a day ago and waits',
  apply: async (lab) => {
    const update = { name: 'openssl', version: '3.0.99-1~deb12u1' };
    await publishUpdates(lab.server, [update], new Date(Date.now() - DAY_MS));
    return () => publishUpdates(lab.server, []);
  },
};
