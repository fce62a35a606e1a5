import { readFile } from 'node:fs/promises';
import { startOnHost, undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'program-under-root',
  title: 'A process runs from a file directly under /',
  expects: ['RTC-02'],
  apply: async (lab) =>
    undoAll([
      await writeHostFile(lab, '/dpkgd', await readFile('/usr/bin/sleep'), { mode: 0o755 }),
      await startOnHost(lab, '/dpkgd 3600'),
    ]),
};
