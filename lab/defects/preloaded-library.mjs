import { readFile } from 'node:fs/promises';
import { undoAll, writeHostFile } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'preloaded-library',
  title: 'Every program loads a library from /etc/ld.so.preload',
  expects: ['RTC-13'],
  apply: async (lab) => {
    const library = await readFile('/lib/x86_64-linux-gnu/libutil.so.1');
    return undoAll([
      await writeHostFile(lab, '/usr/lib/libproc-cache.so', library, { mode: 0o644 }),
      await writeHostFile(lab, '/etc/ld.so.preload', '/usr/lib/libproc-cache.so\n', { mode: 0o644 }),
    ]);
  },
};
