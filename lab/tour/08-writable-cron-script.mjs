import { editService, undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/tour.mjs').Step} */
export const step = {
  expects: ['CTR-11'],
  apply: async (lab) =>
    undoAll([
      await writeHostFile(lab, '/srv/station/jobs/backup.sh', '#!/bin/sh\nexit 0\n', { mode: 0o755 }),
      await writeHostFile(lab, '/etc/cron.d/station', '17 3 * * * root /srv/station/jobs/backup.sh\n', { mode: 0o644 }),
      await editService(lab, 'payload', (service) => {
        service.volumes.push('./jobs:/data/jobs');
      }),
    ]),
};
