import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { forEachApp } from '../images/node-app-outcomes.js';

/** NXT-20: node's own limits; a hint, never a reason for a verdict. */
export const nodePermissionsAreNotUsed = defineCheck({
  id: 'NXT-20',
  title: "Node's own limits are not used",
  questions: ['Q7'],
  severity: 'informational',
  required: false,
  needs: { nodeApps },
  decide: ({ nodeApps: apps }) =>
    forEachApp(apps, (app) => {
      const { subject } = app;
      const text = `${app.nodeOptions ?? ''} ${app.commandLine ?? ''}`;
      if (/--(?:experimental-)?permission\b|--disable-proto=/.test(text)) return pass([app.ref], { subject });
      if (app.commandLine === null && app.nodeOptions === null) {
        return cannotTell('not-collected', 'the options of node were not seen', { subject });
      }
      const what = 'node runs without --permission and --disable-proto';
      return fail([app.ref], { subject, what, location: app.container ?? subject });
    }),
  whyItMatters: 'They make some attacks harder: no child processes, no prototype through __proto__.',
  verifyByHand: 'ps -eo pid,args | grep node',
  remediation: { text: 'Consider NODE_OPTIONS=--disable-proto=delete; try it in a copy first.' },
  references: ['nodejs.org: permission model'],
  examples: {
    pass: [
      {
        title: 'proto is off',
        facts: { nodeApps: seen([exampleApp(undefined, { nodeOptions: '--disable-proto=delete' })]) },
      },
      { title: 'no app', facts: { nodeApps: seen<readonly NodeApp[]>([]) }, expect: 'not-applicable' },
    ],
    fail: [{ title: 'plain node', facts: { nodeApps: seen([exampleApp()]) } }],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      { title: 'no options seen', facts: { nodeApps: seen([exampleApp(undefined, { commandLine: null })]) } },
    ],
  },
});
