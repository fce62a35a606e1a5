import { defineCheck, notApplicable } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { nodeApps, type TreeIntegrity, treeIntegrity } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { judgeTrees } from '../images/judge-tree.js';

/** NXT-18: the server code that runs is the code that was built. */
export const buildDiffersFromManifest = defineCheck({
  id: 'NXT-18',
  title: 'The built server code was changed',
  questions: ['Q2', 'Q6'],
  severity: 'critical',
  required: true,
  needs: { nodeApps, treeIntegrity },
  decide: ({ nodeApps: apps, treeIntegrity: trees }) =>
    judgeTrees(apps, trees, 'next-build', 'docker diff CONTAINER | grep /.next/', (app) =>
      app.packagesComplete && !app.packages.some((row) => row.name === 'next')
        ? notApplicable([app.ref], 'next is not in the package list', app.subject)
        : null,
    ),
  whyItMatters: 'A line added to .next/server survives restarts and runs with every request.',
  verifyByHand: 'docker diff CONTAINER | grep /.next/',
  remediation: { text: 'Keep a copy as evidence, then build the image anew from clean source and start it.' },
  references: ['MITRE ATT&CK T1505.003'],
  examples: {
    pass: [
      { title: 'unchanged', facts: { nodeApps: seen([exampleApp()]), treeIntegrity: seen([tree()]) } },
      {
        title: 'no Next.js',
        facts: { nodeApps: seen([exampleApp({ express: '5.1.0' })]), treeIntegrity: seen([]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'a server file was changed',
        facts: {
          nodeApps: seen([exampleApp()]),
          treeIntegrity: seen([
            tree({
              deviations: [{ what: '/app/.next/server/app/page.js was changed', ref: exampleRef('docker.diff') }],
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
    method: 'layer',
    area: 'next-build',
    deviations: [],
    ref: exampleRef('docker.diff'),
    ...change,
  };
}
