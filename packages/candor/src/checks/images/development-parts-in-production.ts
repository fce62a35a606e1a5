import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import type { Fact } from '../../core/fact.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleApp, exampleContainer } from '../../facts/examples.js';
import { forEachApp } from './node-app-outcomes.js';

/** Packages that only a build or a developer needs. */
const developmentOnly = [
  'eslint',
  'vitest',
  'jest',
  'nodemon',
  'ts-node',
  '@biomejs/biome',
  'prettier',
  'webpack-dev-server',
];

function judge(app: NodeApp, all: Fact<readonly Container[]>): Outcome {
  const { subject } = app;
  const location = app.container ?? subject;
  const container = all.status === 'known' ? all.value.find((each) => each.name === app.container) : undefined;
  const mode = container?.env.find((entry) => entry.name === 'NODE_ENV')?.value;
  if (container !== undefined && mode !== 'production') {
    return fail([container.ref], { subject, what: `NODE_ENV is ${mode ?? 'not set'}, not production`, location });
  }
  const installed = app.packages.filter((row) => row.grade === 'installed' || row.grade === 'loaded');
  const extra = installed.find((row) => developmentOnly.includes(row.name));
  if (extra !== undefined)
    return fail([extra.ref], { subject, what: `${extra.name} is installed in production`, location });
  if (container === undefined || installed.length === 0) {
    return cannotTell('not-collected', 'NODE_ENV or the installed packages were not seen', {
      subject,
      settle: 'docker exec CONTAINER printenv NODE_ENV',
    });
  }
  return pass([container.ref, app.ref], { subject });
}

/** IMG-20: production mode, without the tools of development. */
export const developmentPartsInProduction = defineCheck({
  id: 'IMG-20',
  title: 'Parts of development are in production',
  questions: ['Q7'],
  severity: 'low',
  required: false,
  needs: { nodeApps },
  uses: { containers },
  decide: ({ nodeApps: apps, containers: all }) => forEachApp(apps, (app) => judge(app, all)),
  whyItMatters: 'Development mode tells more and checks less, and each tool is one more thing to attack or to use.',
  verifyByHand: 'docker exec CONTAINER sh -c "printenv NODE_ENV; ls node_modules/.bin"',
  remediation: { text: 'Set NODE_ENV=production and install with npm ci --omit=dev in the last stage.' },
  references: ['npm documentation: npm ci'],
  examples: {
    pass: [
      {
        title: 'production',
        facts: { nodeApps: seen([exampleApp()]), containers: seen([withMode('production')]) },
      },
      { title: 'no app', facts: { nodeApps: seen<readonly NodeApp[]>([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'development mode',
        facts: { nodeApps: seen([exampleApp()]), containers: seen([withMode('development')]) },
      },
      {
        title: 'a test runner is installed',
        facts: {
          nodeApps: seen([exampleApp({ next: '16.4.5', vitest: '4.1.12' })]),
          containers: seen([withMode('production')]),
        },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      { title: 'the container was not seen', facts: { nodeApps: seen([exampleApp()]), containers: unseen() } },
    ],
  },
});

function withMode(value: string): Container {
  return exampleContainer({ env: [{ name: 'NODE_ENV', value, strength: null, length: null }] });
}
