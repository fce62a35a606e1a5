import { isMalicious } from '../../advisories/malicious-packages.js';
import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { seen, unseen } from '../../core/example.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { forEachApp } from './node-app-outcomes.js';

function judge(app: NodeApp): Outcome {
  const { subject } = app;
  const bad = app.packages.filter((row) => isMalicious(row.name, row.version));
  const refs = bad.map((row) => row.ref);
  if (isNonEmpty(refs)) {
    const what = `${bad.map((row) => `${row.name}@${row.version}`).join(', ')} carried an attacker's code`;
    return fail(refs, { subject, what, location: `${app.container ?? subject}: ${bad[0]?.name}` });
  }
  if (!app.packagesComplete) {
    return cannotTell('not-collected', 'the package list was not collected whole', {
      subject,
      settle: 'npm ls --all --json',
    });
  }
  return pass([app.ref], { subject, what: `${app.packages.length} packages` });
}

/** IMG-22: releases that are known to carry an attacker's code. */
export const knownMaliciousPackage = defineCheck({
  id: 'IMG-22',
  title: "A package with an attacker's code is installed",
  questions: ['Q2', 'Q3'],
  severity: 'critical',
  required: false,
  needs: { nodeApps },
  decide: ({ nodeApps: apps }) => forEachApp(apps, judge),
  whyItMatters: 'It ran while it was installed, or runs with the app: its secrets count as read.',
  verifyByHand: 'npm ls --all',
  remediation: {
    text: 'Keep a copy, remove it, rebuild from a clean cache, and change every secret that the build or the app could read.',
  },
  references: ['CISA alert of 2025-09-23', 'GHSA-8mgj-vmr8-frr6'],
  examples: {
    pass: [
      { title: 'none', facts: { nodeApps: seen([exampleApp()]) } },
      { title: 'a clean release of the same package', facts: { nodeApps: seen([exampleApp({ debug: '4.4.3' })]) } },
      { title: 'no app', facts: { nodeApps: seen<readonly NodeApp[]>([]) }, expect: 'not-applicable' },
    ],
    fail: [{ title: 'debug 4.4.2', facts: { nodeApps: seen([exampleApp({ debug: '4.4.2' })]) } }],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      {
        title: 'a part of the packages',
        facts: { nodeApps: seen([exampleApp(undefined, { packagesComplete: false })]) },
      },
    ],
  },
});
