import { defineCheck } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { type NodeApp, nodeApps, type TreeIntegrity, treeIntegrity } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { judgeTrees } from './judge-tree.js';

/** IMG-12: what is installed is what was locked, or the image's layer is unchanged. */
export const installedDiffersFromLock = defineCheck({
  id: 'IMG-12',
  title: 'Installed packages are not the locked ones',
  questions: ['Q2', 'Q6'],
  severity: 'high',
  required: true,
  needs: { nodeApps, treeIntegrity },
  decide: ({ nodeApps: apps, treeIntegrity: trees }) =>
    judgeTrees(apps, trees, 'node_modules', 'docker diff CONTAINER | grep node_modules; npm ls --all'),
  whyItMatters: 'A package that nobody locked runs with all rights of the app, and a changed one survives restarts.',
  verifyByHand: 'docker diff CONTAINER | grep node_modules; npm ls --all',
  remediation: {
    text: 'Keep a copy as evidence, then install from the lock file alone and rebuild.',
    commands: ['npm ci', 'docker compose build --no-cache'],
  },
  references: ['MITRE ATT&CK T1195.001'],
  examples: {
    pass: [
      { title: 'as locked', facts: { nodeApps: seen([exampleApp()]), treeIntegrity: seen([tree()]) } },
      {
        title: 'no app',
        facts: { nodeApps: seen<readonly NodeApp[]>([]), treeIntegrity: seen([]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'a package that is in no lock file',
        facts: {
          nodeApps: seen([exampleApp()]),
          treeIntegrity: seen([
            tree({
              deviations: [
                { what: 'left-pad@9.9.9 is installed not in the lock file', ref: exampleRef('app.installed') },
              ],
            }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: seen([exampleApp()]), treeIntegrity: unseen() } },
      { title: 'nothing was compared', facts: { nodeApps: seen([exampleApp()]), treeIntegrity: seen([]) } },
    ],
  },
});

function tree(change: Partial<TreeIntegrity> = {}): TreeIntegrity {
  return {
    subject: 'project:site',
    method: 'lockfile',
    area: 'node_modules',
    deviations: [],
    ref: exampleRef('app.installed'),
    ...change,
  };
}
