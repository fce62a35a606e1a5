import { rm } from 'node:fs/promises';
import { placeModules } from '../lib/cms-files.mjs';
import { editJson } from '../lib/images.mjs';
import { parts } from '../lib/parts.mjs';
import { deployChangedCms } from '../lib/seed.mjs';

/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'next-react2shell',
  title: 'Next 15.3.2 runs (CVE-2025-55182)',
  expects: ['NXT-02'],
  apply: (lab) =>
    deployChangedCms(lab, '1.3.0', async (app) => {
      await editJson(`${app}/package.json`, (record) => {
        record.dependencies.next = '15.3.2';
      });
      await editJson(`${app}/package-lock.json`, (lock) => {
        lock.packages[''].dependencies.next = '15.3.2';
        Object.assign(lock.packages['node_modules/next'], {
          version: '15.3.2',
          resolved: 'https://registry.npmjs.org/next/-/next-15.3.2.tgz',
          integrity: undefined,
        });
      });
      await rm(`${app}/node_modules`, { recursive: true });
      await placeModules(app, parts.nextReact2shell);
    }),
};
