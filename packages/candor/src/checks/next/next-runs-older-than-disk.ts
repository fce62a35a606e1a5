import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import type { Fact } from '../../core/fact.js';
import { type NodeApp, nodeApps, type TreeIntegrity, treeIntegrity } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { forEachAppWith } from '../images/node-app-outcomes.js';

function judge(app: NodeApp, trees: Fact<readonly TreeIntegrity[]>): Outcome {
  const { subject, processStartedAt: started, installedAt: installed } = app;
  const location = app.container ?? subject;
  const banner = app.packages.find((row) => row.name === 'next' && row.grade === 'banner');
  const other = app.packages.find((row) => row.name === 'next' && row.version !== banner?.version);
  if (banner !== undefined && other !== undefined) {
    const what = `the process said next ${banner.version} when it started, on disk is ${other.version}: restart it`;
    return fail([banner.ref, other.ref], { subject, what, location });
  }
  if (started !== null && installed !== null) {
    if (installed <= started) return pass([app.ref], { subject, what: 'the process is newer than next and the build' });
    const what = `next or the build changed at ${installed.toISOString()}, the process is from ${started.toISOString()}`;
    return fail([app.ref], { subject, what, location });
  }
  const layers =
    trees.status === 'known' ? trees.value.filter((each) => each.subject === subject && each.method === 'layer') : [];
  const clean = layers.find((each) => each.area === 'node_modules' && each.deviations.length === 0);
  if (clean !== undefined)
    return pass([clean.ref], { subject, what: "next is the image's own, unchanged since the start" });
  return cannotTell('not-collected', 'when next was installed, or when the process began, was not seen', {
    subject,
    settle:
      app.container === null
        ? 'stat .next/BUILD_ID'
        : `docker exec ${app.container} stat -c %y .next/BUILD_ID node_modules/next/package.json`,
  });
}

/** NXT-11: a fix that lies on disk helps only after a restart. */
export const nextRunsOlderThanDisk = defineCheck({
  id: 'NXT-11',
  title: 'The running Next.js is older than the one on disk',
  questions: ['Q2'],
  severity: 'high',
  required: true,
  needs: { nodeApps },
  uses: { treeIntegrity },
  decide: ({ nodeApps: apps, treeIntegrity: trees }) => forEachAppWith('next', apps, (app) => judge(app, trees)),
  whyItMatters: 'A process keeps the code that it loaded: patched on disk is not patched until it starts anew.',
  verifyByHand:
    'docker inspect -f "{{.State.StartedAt}}" CONTAINER; docker exec CONTAINER stat -c %y .next/BUILD_ID node_modules/next/package.json',
  remediation: {
    text: 'Start the app anew from the new image.',
    commands: ['docker compose up -d --build --force-recreate'],
  },
  references: ['CVE-2025-55182'],
  examples: {
    pass: [
      { title: 'installed, then started', facts: { nodeApps: seen([exampleApp()]) } },
      {
        title: "times unknown, but the image's layer is unchanged",
        facts: { nodeApps: seen([exampleApp(undefined, { installedAt: null })]), treeIntegrity: seen([layer()]) },
      },
      { title: 'no Next.js', facts: { nodeApps: seen([exampleApp({ express: '5.1.0' })]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'next was upgraded after the start',
        facts: { nodeApps: seen([exampleApp(undefined, { installedAt: new Date('2026-11-02T00:00:00Z') })]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      {
        title: 'the time of the install is not known',
        facts: { nodeApps: seen([exampleApp(undefined, { installedAt: null })]) },
      },
    ],
  },
});

function layer(): TreeIntegrity {
  return {
    subject: 'project:site',
    method: 'layer',
    area: 'node_modules',
    deviations: [],
    ref: exampleRef('docker.diff'),
  };
}
