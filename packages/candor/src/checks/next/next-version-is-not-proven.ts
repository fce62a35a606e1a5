import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { type AppPackage, type NodeApp, nodeApps } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { atLeast } from '../images/app-conditions.js';
import { settle } from '../images/known-holes.js';
import { forEachAppWith } from '../images/node-app-outcomes.js';

/** First Next.js whose vendored decoder has the fix of React2Shell on the line of the December case. */
const hardenedSince = '15.3.6';

const origin: Readonly<Record<AppPackage['grade'], string>> = {
  loaded: 'the process',
  installed: 'what is installed',
  lockfile: 'the lock file',
  banner: 'a line of the log alone',
  declared: 'package.json',
};

function judge(app: NodeApp, found: AppPackage | null): Outcome {
  const { subject } = app;
  const rows = app.packages.filter((row) => row.name === 'next');
  if (found === null) {
    return cannotTell('not-collected', 'the version of next was not seen', { subject, settle: settle(app, 'next') });
  }
  const versions = [...new Set(rows.map((row) => row.version))];
  if (versions.length > 1) {
    return fail([found.ref], {
      subject,
      what: `next is ${rows.map((row) => `${row.version} (${row.grade})`).join(' and ')}: which one runs is not proven`,
      location: app.container ?? subject,
    });
  }
  const decoder = app.vendoredDecoder;
  if (decoder !== null && decoder.hardened === false && atLeast(found.version, hardenedSince)) {
    return fail([decoder.ref, found.ref], {
      subject,
      what: `next says ${found.version}, but its vendored React decoder is an unfixed one`,
      location: app.container ?? subject,
    });
  }
  const confirmed = rows.some((row) => row.grade === 'lockfile');
  const proof = rows.find(
    (row) => row.grade === 'loaded' || row.grade === 'installed' || (confirmed && row.grade === 'banner'),
  );
  if (proof === undefined) {
    const detail = `next ${found.version} is from ${origin[found.grade]}; what the process loaded was not seen`;
    return cannotTell('not-collected', detail, { subject, settle: settle(app, 'next'), evidence: [found.ref] });
  }
  return pass([proof.ref], { subject, what: `next ${proof.version} (${proof.grade})` });
}

/** NXT-01: the version of Next.js that runs must have been read where it runs, and agree with what is declared. */
export const nextVersionIsNotProven = defineCheck({
  id: 'NXT-01',
  title: 'Which Next.js runs is not proven',
  questions: ['Q2'],
  severity: 'high',
  required: true,
  gate: true,
  needs: { nodeApps },
  decide: ({ nodeApps: apps }) => forEachAppWith('next', apps, judge),
  whyItMatters:
    'Next.js carries its own copy of the React decoder: only what the process loaded says whether a hole is open.',
  verifyByHand: `docker exec CONTAINER sh -c "node -p \\"require('next/package.json').version\\"; grep -c hasOwnProperty node_modules/next/dist/compiled/react-server-dom-webpack/cjs/*server.node.production.js"`,
  remediation: {
    text: 'Rebuild the image from the lock file and start it anew, so that declared and running are one.',
  },
  references: ['GHSA-9qr9-h5gf-34mp'],
  examples: {
    pass: [
      { title: 'read where the process runs', facts: { nodeApps: seen([exampleApp()]) } },
      { title: 'lock file and banner agree', facts: { nodeApps: seen([withBanner('16.4.5')]) } },
      { title: 'no Next.js', facts: { nodeApps: seen([exampleApp({ express: '5.1.0' })]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'lock file and banner disagree', facts: { nodeApps: seen([withBanner('15.3.2')]) } },
      {
        title: 'a fixed number around an unfixed decoder',
        facts: {
          nodeApps: seen([
            exampleApp(
              { next: '15.3.6' },
              { vendoredDecoder: { version: null, hardened: false, ref: exampleRef('app.build') } },
            ),
          ]),
        },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      { title: 'only the lock file', facts: { nodeApps: seen([graded('lockfile')]) } },
      { title: 'only a line of the log', facts: { nodeApps: seen([graded('banner')]) } },
      { title: 'only package.json', facts: { nodeApps: seen([graded('declared')]) } },
    ],
  },
});

function graded(grade: AppPackage['grade']): NodeApp {
  const app = exampleApp({ next: '16.4.5' });
  return { ...app, packages: app.packages.map((row) => ({ ...row, grade })) };
}

function withBanner(version: string): NodeApp {
  const banner = exampleApp({ next: version }).packages.map((row) => ({ ...row, grade: 'banner' as const }));
  return { ...graded('lockfile'), packages: [...graded('lockfile').packages, ...banner] };
}
