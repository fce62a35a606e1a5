import { editService, undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'cron-script-writable-from-container',
  title: 'Root runs a script that the CMS can write',
  expects: ['CTR-11'],
  apply: async (lab) =>
    undoAll([
      await writeHostFile(lab, '/srv/station/scripts/backup.sh', '#!/bin/sh\nexit 0\n', { mode: 0o755 }),
      await writeHostFile(lab, '/etc/cron.d/station', '17 3 * * * root /srv/station/scripts/backup.sh\n', {
        mode: 0o644,
      }),
      await editService(lab, 'cms', (service) => {
        service.volumes.push('/srv/station/scripts:/app/scripts');
      }),
    ]),
};
