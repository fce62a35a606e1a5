import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { deployChangedCms } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'node-past-its-life',
  title: 'The CMS runs on Node 20, out of support since 2026-04-30',
  expects: ['IMG-01'],
  apply: (lab) =>
    deployChangedCms(lab, '1.3.2', async (app) => {
      await copyFile(process.execPath, `${app}/node-of-the-machine`);
      const dockerfile = await readFile(`${app}/Dockerfile`, 'utf8');
      const version = process.versions.node;
      const lines = `COPY --chown=0:0 node-of-the-machine /usr/local/bin/node\nENV NODE_VERSION=${version}\nUSER 1000:1000`;
      await writeFile(`${app}/Dockerfile`, dockerfile.replace('USER 1000:1000', lines));
    }),
};
