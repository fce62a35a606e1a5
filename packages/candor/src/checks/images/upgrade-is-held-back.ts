import { matchAdvisories } from '../../advisories/match.js';
import { describePlan, upgradeTarget } from '../../advisories/upgrade-target.js';
import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type AdvisoryTable, advisoryTable } from '../../facts/advisories.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { exampleAdvisory, exampleApp, exampleTable } from '../../facts/examples.js';
import { settle } from './known-holes.js';
import { forEachAppWith } from './node-app-outcomes.js';

function judge(app: NodeApp, table: AdvisoryTable): Outcome {
  const { subject } = app;
  const next = app.packages.find((row) => row.name === 'next');
  if (next === undefined) {
    return cannotTell('not-collected', 'the version of next was not seen', { subject, settle: settle(app, 'next') });
  }
  if (matchAdvisories(table, 'next', next.version).length === 0) {
    return pass([next.ref], { subject, what: `next ${next.version} needs no upgrade` });
  }
  const installed = Object.fromEntries(app.packages.map((row) => [row.name, row.version]));
  const plan = upgradeTarget(table, 'next', installed);
  if (plan.found && plan.steps.length === 1) return pass([next.ref], { subject, what: describePlan(plan) });
  const what = plan.found ? `next cannot be fixed alone: ${describePlan(plan)}` : describePlan(plan);
  return fail([next.ref], { subject, what, location: app.container ?? subject, fix: { text: describePlan(plan) } });
}

/** IMG-17: a fix that the peer ranges of what is installed allow. */
export const upgradeIsHeldBack = defineCheck({
  id: 'IMG-17',
  title: 'A fix is held back by the peers of the package',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { nodeApps, advisoryTable },
  decide: ({ nodeApps: apps, advisoryTable: table }) => forEachAppWith('next', apps, (app) => judge(app, table.value)),
  whyItMatters: 'An upgrade that the package manager refuses is not done; the plan names what must move together.',
  verifyByHand: 'npm view @payloadcms/next peerDependencies',
  remediation: { text: 'Move Next.js to 16.4.5 together with Payload 3.90.2.' },
  references: ['npm documentation: peerDependencies'],
  examples: {
    pass: [
      { title: 'nothing to fix', facts: { nodeApps: seen([exampleApp()]), advisoryTable: seen(exampleTable()) } },
      {
        title: 'a plain Next app',
        facts: { nodeApps: seen([exampleApp({ next: '15.3.2' })]), advisoryTable: seen(exampleTable()) },
      },
      {
        title: 'no Next.js',
        facts: { nodeApps: seen([exampleApp({ express: '5.1.0' })]), advisoryTable: seen(exampleTable()) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'Payload must move too',
        facts: {
          nodeApps: seen([exampleApp({ next: '15.3.2', payload: '3.45.0' })]),
          advisoryTable: seen(exampleTable([exampleAdvisory({ affected: ['<16.4.1'], fixed: ['16.4.1'] })])),
        },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen(), advisoryTable: seen(exampleTable()) } },
      {
        title: 'next was not seen',
        facts: { nodeApps: seen([exampleApp({}, { packagesComplete: false })]), advisoryTable: seen(exampleTable()) },
      },
    ],
  },
});
