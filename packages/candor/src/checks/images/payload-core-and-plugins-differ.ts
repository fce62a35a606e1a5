import { defineCheck } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { nodeApps } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { judgePayloadFamily } from './payload-family.js';

/** IMG-18: Payload's packages are made for each other in one version. */
export const payloadCoreAndPluginsDiffer = defineCheck({
  id: 'IMG-18',
  title: 'Payload and its packages are of different versions',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { nodeApps },
  decide: ({ nodeApps: apps }) => judgePayloadFamily(apps),
  whyItMatters: 'A fix in one package does not reach the app when another is older; mixed versions break in odd ways.',
  verifyByHand: 'npm ls payload @payloadcms/next @payloadcms/db-mongodb @payloadcms/ui',
  remediation: { text: 'Set payload and every @payloadcms package to one exact version and install anew.' },
  references: ['Payload documentation: installation'],
  examples: {
    pass: [
      {
        title: 'one version',
        facts: { nodeApps: seen([exampleApp({ payload: '3.90.2', '@payloadcms/next': '3.90.2' })]) },
      },
      { title: 'no Payload', facts: { nodeApps: seen([exampleApp({ next: '16.4.5' })]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'core 3.45 with a plugin 3.48',
        facts: { nodeApps: seen([exampleApp({ payload: '3.45.0', '@payloadcms/ui': '3.48.0' })]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      {
        title: 'not all packages',
        facts: { nodeApps: seen([exampleApp({ payload: '3.90.2' }, { packagesComplete: false })]) },
      },
    ],
  },
});
