import { defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type NodeApp, nodeApps, treeIntegrity } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { isForeignPlace } from '../shared/foreign-program.js';

/** Modules that Node is told to load before the app (node(1): -r, --require, --import, --loader). */
function preloaded(app: NodeApp): readonly string[] {
  const text = `${app.nodeOptions ?? ''} ${app.commandLine ?? ''}`.slice(0, 8_192);
  return [
    ...text.matchAll(/(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader)[=\s]+["']?([^\s"']{1,500})/g),
  ].map((match) => match[1] ?? '');
}

function judge(app: NodeApp, changed: readonly string[]): Outcome {
  const { subject } = app;
  const modules = preloaded(app);
  const odd = modules.find((path) => isForeignPlace(path.replace(/^file:\/\//, '')) || /^(?:data|https?):/.test(path));
  if (odd !== undefined) {
    return fail([app.ref], {
      subject,
      severity: 'critical',
      what: `Node of ${subject} loads ${odd.slice(0, 120)} before the app`,
      location: `${subject}, NODE_OPTIONS or command line`,
    });
  }
  const first = changed[0];
  if (first !== undefined)
    return fail([app.ref], {
      subject,
      what: `${first} of ${subject} is not what was built`,
      location: `${subject}, ${first}`,
    });
  return pass([app.ref], {
    subject,
    what:
      modules.length === 0
        ? 'nothing is loaded before the app'
        : `loaded before the app: ${modules.join(', ').slice(0, 160)}`,
  });
}

/** PER-10: code that runs with every start of the app: preloaded modules, changed instrumentation (ATT&CK T1554). */
export const nodeLoadsForeignCode = defineCheck({
  id: 'PER-10',
  title: 'Node loads code that is not part of the app',
  questions: ['Q6'],
  severity: 'high',
  required: false,
  needs: { nodeApps },
  uses: { treeIntegrity },
  decide: (facts) => {
    if (facts.nodeApps.value.length === 0) return notApplicable(facts.nodeApps.evidence, 'no Node app here');
    const trees = facts.treeIntegrity.status === 'known' ? facts.treeIntegrity.value : [];
    return facts.nodeApps.value.map((app) => {
      const own = trees.filter(
        ({ subject }) => subject === app.subject || subject === `container:${app.container ?? ''}`,
      );
      const changed = own
        .flatMap(({ deviations }) => deviations.map(({ what }) => what))
        .filter((what) => /instrumentation|onInit|migrations?\//i.test(what));
      return judge(app, changed);
    });
  },
  whyItMatters:
    'One word in NODE_OPTIONS loads a stranger’s module into the app at every start, and no file of the app has changed.',
  verifyByHand: "docker exec CONTAINER sh -c 'echo $NODE_OPTIONS'; tr '\\0' ' ' < /proc/PID/cmdline",
  remediation: {
    text: 'Remove the option, keep the module as evidence, rebuild.',
    commands: ['grep -rn NODE_OPTIONS docker-compose.yml .env', 'docker compose up -d --force-recreate'],
  },
  references: ['ATT&CK T1554'],
  examples: {
    pass: [
      { title: 'plain', facts: { nodeApps: seen([exampleApp()]) } },
      {
        title: 'a sensor of the site',
        facts: { nodeApps: seen([exampleApp(undefined, { nodeOptions: '--require @candor/sensor/register' })]) },
      },
      { title: 'no app', facts: { nodeApps: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'a module in /tmp',
        facts: { nodeApps: partlySeen([exampleApp(undefined, { nodeOptions: '--require /tmp/.a.js' })]) },
      },
      {
        title: 'a module in the text itself',
        facts: { nodeApps: seen([exampleApp(undefined, { nodeOptions: '--import=data:text/javascript,1' })]) },
      },
    ],
    blind: [
      { title: 'apps not seen', facts: { nodeApps: unseen() } },
      { title: 'a part', facts: { nodeApps: partlySeen([exampleApp()]) } },
    ],
  },
});
