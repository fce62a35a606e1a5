/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'secrets-readable-by-all',
  title: 'Everybody on the host can read .env',
  expects: ['HST-11'],
  apply: async (lab) => {
    await lab.server.must(['chmod', '644', '/srv/station/.env']);
    return async () => {
      await lab.server.must(['chmod', '600', '/srv/station/.env']);
    };
  },
};
