import { placeModules } from '../lib/cms-files.mjs';
import { editJson } from '../lib/images.mjs';
import { parts } from '../lib/parts.mjs';
import { deployChangedCms } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'old-sharp-on-glibc',
  title: 'sharp 0.34.3 on a glibc system (CVE-2026-96889)',
  expects: ['IMG-19'],
  apply: (lab) =>
    deployChangedCms(lab, '1.3.1', async (app) => {
      const release = {
        version: '0.34.3',
        resolved: 'https://registry.npmjs.org/sharp/-/sharp-0.34.3.tgz',
        integrity: undefined,
      };
      await editJson(`${app}/package.json`, (record) => {
        record.dependencies.sharp = '0.34.3';
      });
      await editJson(`${app}/package-lock.json`, (lock) => {
        lock.packages[''].dependencies.sharp = '0.34.3';
        Object.assign(lock.packages['node_modules/sharp'], release);
      });
      await placeModules(app, parts.nextFixed);
    }),
};
