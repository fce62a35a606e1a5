import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import { seen, unseen } from '../../core/example.js';
import type { Fact } from '../../core/fact.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleApp, exampleContainer } from '../../facts/examples.js';
import { forEachAppWith } from '../images/node-app-outcomes.js';

const development =
  /\bnext(?:\/dist\/bin\/next)?\s+dev\b|\bnext-server \(dev\)|\b(?:npm|pnpm|yarn|bun)(?:\s+run)?\s+dev\b/;
const production = /\bnext(?:\/dist\/bin\/next)?\s+start\b|\bnext-server\b|\bserver\.[cm]?js\b/;

function judge(app: NodeApp, all: Fact<readonly Container[]>): Outcome {
  const { subject } = app;
  const container = all.status === 'known' ? all.value.find((each) => each.name === app.container) : undefined;
  const seenLines: { text: string; ref: EvidenceRef }[] = [
    ...(app.commandLine === null ? [] : [{ text: app.commandLine, ref: app.ref }]),
    ...(container === undefined ? [] : [{ text: container.command.join(' '), ref: container.ref }]),
  ];
  const dev = seenLines.find((line) => development.test(line.text));
  if (dev !== undefined) {
    return fail([dev.ref], {
      subject,
      what: `Next.js runs as a development server: ${dev.text.slice(0, 120)}`,
      location: app.container ?? subject,
    });
  }
  const env = container?.env.find((entry) => entry.name === 'NODE_ENV' && entry.value === 'development');
  if (env !== undefined && container !== undefined) {
    return fail([container.ref], { subject, what: 'NODE_ENV is development', location: container.name });
  }
  const started = seenLines.find((line) => production.test(line.text));
  if (started !== undefined) return pass([started.ref], { subject, what: started.text.slice(0, 120) });
  return cannotTell('not-collected', 'the command line of the process was not seen', {
    subject,
    settle: 'ps -eo pid,args | grep next',
  });
}

/** NXT-16: a development server compiles on request, shows its source and has no limits. */
export const nextRunsInDevelopment = defineCheck({
  id: 'NXT-16',
  title: 'Next.js runs as a development server',
  questions: ['Q2'],
  severity: 'critical',
  required: true,
  needs: { nodeApps },
  uses: { containers },
  decide: ({ nodeApps: apps, containers: all }) => forEachAppWith('next', apps, (app) => judge(app, all)),
  whyItMatters: 'A development server shows source and stack traces to anyone and is not meant to face the internet.',
  verifyByHand: 'ps -eo pid,args | grep next',
  remediation: {
    text: 'Build once and run `next start` or the standalone server.',
    commands: ['npm run build', 'npm run start'],
  },
  references: ['Next.js documentation: next CLI'],
  examples: {
    pass: [
      { title: 'next-server', facts: { nodeApps: seen([exampleApp()]) } },
      {
        title: 'only the container tells, and it starts Next.js',
        facts: {
          nodeApps: seen([exampleApp(undefined, { commandLine: null })]),
          containers: seen([exampleContainer({ command: ['sh', '-c', 'next start'] })]),
        },
      },
      { title: 'no Next.js', facts: { nodeApps: seen([exampleApp({ express: '5.1.0' })]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'next dev',
        facts: { nodeApps: seen([exampleApp(undefined, { commandLine: 'node /app/node_modules/.bin/next dev' })]) },
      },
      {
        title: 'the container runs the dev script',
        facts: {
          nodeApps: seen([exampleApp(undefined, { commandLine: null })]),
          containers: seen([exampleContainer({ command: ['sh', '-c', 'npm run dev'] })]),
        },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      {
        title: 'a script of package.json, whatever it starts',
        facts: {
          nodeApps: seen([exampleApp(undefined, { commandLine: null })]),
          containers: seen([exampleContainer({ command: ['sh', '-c', 'npm run start'] })]),
        },
      },
      {
        title: 'the command line is not known',
        facts: { nodeApps: seen([exampleApp(undefined, { commandLine: null })]) },
      },
    ],
  },
});
