import { readFile } from 'node:fs/promises';
import { startOnHost, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'deleted-executable-runs',
  title: 'A process runs whose file is gone',
  expects: ['RTC-01'],
  apply: async (lab) => {
    const undo = await writeHostFile(lab, '/opt/updates/agent', await readFile('/usr/bin/sleep'), { mode: 0o755 });
    const stop = await startOnHost(lab, '/opt/updates/agent 3600');
    await undo();
    return stop;
  },
};
