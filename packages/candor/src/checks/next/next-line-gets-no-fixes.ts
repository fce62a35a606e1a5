import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type AppPackage, type NodeApp, nodeApps } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { atLeast, unprovenOf } from '../images/app-conditions.js';
import { declared } from '../images/hole-examples.js';
import { settle } from '../images/known-holes.js';
import { forEachAppWith } from '../images/node-app-outcomes.js';

/** First release line that still gets fixes (advisories.md: none for 13 and 14, 15.x only as 15.5). */
const oldestLine = '15.5.0';

function judge(app: NodeApp, found: AppPackage | null): Outcome {
  const { subject } = app;
  const rows = app.packages.filter((row) => row.name === 'next');
  const old = rows.find((row) => !atLeast(row.version, oldestLine));
  if (old !== undefined) {
    const what = `next ${old.version} is of a line that gets no fixes; 15.5 and 16 do`;
    return fail([old.ref], { subject, what, location: `${app.container ?? subject}: next ${old.version}` });
  }
  if (found === null || unprovenOf(rows) !== null) {
    return cannotTell('not-collected', 'the version of next that runs was not seen', {
      subject,
      settle: settle(app, 'next'),
    });
  }
  return pass([found.ref], { subject, what: `next ${found.version}` });
}

/** NXT-10: release lines of Next.js that still get fixes. */
export const nextLineGetsNoFixes = defineCheck({
  id: 'NXT-10',
  title: 'This release line of Next.js gets no fixes',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: { nodeApps },
  decide: ({ nodeApps: apps }) => forEachAppWith('next', apps, judge),
  whyItMatters: 'The next hole of an old line stays open for good: 13 and 14 got no fix for the holes of 2026.',
  verifyByHand: `docker exec CONTAINER node -p "require('next/package.json').version"`,
  remediation: { text: 'Move to Next.js 16.4.5; with Payload together with payload 3.90.2.' },
  references: ['CVE-2026-23869'],
  examples: {
    pass: [
      { title: 'line 16', facts: { nodeApps: seen([exampleApp()]) } },
      { title: 'no Next.js', facts: { nodeApps: seen([exampleApp({ express: '5.1.0' })]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'line 14', facts: { nodeApps: seen([exampleApp({ next: '14.2.35' })]) } },
      { title: 'line 15.3', facts: { nodeApps: seen([exampleApp({ next: '15.3.9' })]) } },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      { title: 'only declared', facts: { nodeApps: seen([declared({ next: '16.4.5' })]) } },
    ],
  },
});
