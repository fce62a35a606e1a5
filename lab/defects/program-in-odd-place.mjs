import { readFile } from 'node:fs/promises';
import { startOnHost, undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'program-in-odd-place',
  title: 'A process runs from a hidden file on the host',
  expects: ['RTC-02'],
  apply: async (lab) =>
    undoAll([
      await writeHostFile(lab, '/usr/lib/.udevd', await readFile('/usr/bin/sleep'), { mode: 0o755 }),
      await startOnHost(lab, '/usr/lib/.udevd 3600'),
    ]),
};
