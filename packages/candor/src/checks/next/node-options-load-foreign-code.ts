import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import type { Fact } from '../../core/fact.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleApp, exampleContainer } from '../../facts/examples.js';
import { forEachApp } from '../images/node-app-outcomes.js';

/** Options of node that load code or open a debugger (nodejs.org, command-line API). */
const risky =
  /(?:^|\s)(--inspect(?:-brk|-wait)?(?:=\S{1,80})?|--(?:require|import|loader|experimental-loader)[= ]\S{1,200}|-r \S{1,200})/g;
/** Candor's own sensor and Next.js's own helpers. */
const expected = /@candor\/sensor|candor-sensor|[= ]\/opt\/candor\/sensor\.cjs$|\/next\/dist\//;

function judge(app: NodeApp, all: Fact<readonly Container[]>): Outcome {
  const { subject } = app;
  const container = all.status === 'known' ? all.value.find((each) => each.name === app.container) : undefined;
  const text = `${app.nodeOptions ?? ''} ${app.commandLine ?? ''} ${container?.command.join(' ') ?? ''}`;
  const found = [...text.matchAll(risky)].map((match) => match[1] ?? '').filter((option) => !expected.test(option));
  const ref = container?.ref ?? app.ref;
  if (found.length > 0) {
    return fail([ref], {
      subject,
      what: `node starts with ${[...new Set(found)].join(' ')}`,
      location: app.container ?? subject,
    });
  }
  if (app.commandLine === null && container === undefined) {
    return cannotTell('not-collected', 'neither the command line nor the environment of node was seen', {
      subject,
      settle: 'tr "\\0" " " </proc/PID/cmdline',
    });
  }
  return pass([ref], { subject, what: app.nodeOptions ?? 'no NODE_OPTIONS' });
}

/** NXT-19: options that load code before the app, or open a debugger. */
export const nodeOptionsLoadForeignCode = defineCheck({
  id: 'NXT-19',
  title: 'Node starts with code or a debugger that the app did not ask for',
  questions: ['Q2', 'Q6'],
  severity: 'high',
  required: false,
  needs: { nodeApps },
  uses: { containers },
  decide: ({ nodeApps: apps, containers: all }) => forEachApp(apps, (app) => judge(app, all)),
  whyItMatters: 'A preloaded module sees every request, and a debugger port runs any code for whoever reaches it.',
  verifyByHand: 'docker inspect -f "{{.Config.Env}} {{.Args}}" CONTAINER; ps -eo pid,args | grep node',
  remediation: { text: 'Take the option out of NODE_OPTIONS or the command, and start the app anew.' },
  references: ['nodejs.org: command-line API'],
  examples: {
    pass: [
      {
        title: 'a memory limit',
        facts: { nodeApps: seen([exampleApp(undefined, { nodeOptions: '--max-old-space-size=1536' })]) },
      },
      {
        title: "Candor's own sensor",
        facts: { nodeApps: seen([exampleApp(undefined, { nodeOptions: '--require @candor/sensor/register' })]) },
      },
      {
        title: 'where an image has the sensor',
        facts: { nodeApps: seen([exampleApp(undefined, { nodeOptions: '--require=/opt/candor/sensor.cjs' })]) },
      },
      { title: 'no app', facts: { nodeApps: seen<readonly NodeApp[]>([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'the inspector',
        facts: { nodeApps: seen([exampleApp(undefined, { commandLine: 'node --inspect=0.0.0.0:9229 server.js' })]) },
      },
      {
        title: 'a module from /tmp',
        facts: { nodeApps: seen([exampleApp(undefined, { nodeOptions: '--require /tmp/x.js' })]) },
      },
      {
        title: 'beside the sensor',
        facts: { nodeApps: seen([exampleApp(undefined, { nodeOptions: '--require=/opt/candor/sensor.cjs.js' })]) },
      },
      {
        title: 'in the command of the container',
        facts: {
          nodeApps: seen([exampleApp()]),
          containers: seen([exampleContainer({ command: ['node', '-r', '/tmp/x.js', 'a.js'] })]),
        },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      { title: 'no command line', facts: { nodeApps: seen([exampleApp(undefined, { commandLine: null })]) } },
    ],
  },
});
