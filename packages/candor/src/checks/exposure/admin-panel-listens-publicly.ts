import { defineCheck } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { examplePath } from '../../facts/examples.js';
import { exposurePaths } from '../../facts/exposure.js';
import { judgeKind } from './reachable-paths.js';

/** EXP-10: debuggers (Node's inspector on 9229) and panels (mongo-express, Portainer, Dozzle, Adminer). */
export const adminPanelListensPublicly = defineCheck({
  id: 'EXP-10',
  title: 'A debugger or an admin panel can be reached',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { paths: exposurePaths },
  decide: ({ paths }) =>
    judgeKind(paths, (path) => path.kind === 'debugger' || path.kind === 'admin-panel', {
      found: 'a debugger or admin panel can be reached',
      none: 'no debugger and no admin panel can be reached beyond loopback',
      severity: (path) => (path.kind === 'debugger' && path.from === 'internet' ? 'critical' : 'high'),
    }),
  whyItMatters:
    "Node's inspector runs any code that it is sent, without a password. A panel over the database or the containers is one guessed password away from the same.",
  verifyByHand: "sudo ss -tlpn | grep -E ':(9229|8081|9000|9443|8080)\\b'",
  remediation: {
    text: 'Stop the panel, or publish it on 127.0.0.1 and reach it through `ssh -L`. Remove `--inspect` from the command and from NODE_OPTIONS.',
    commands: [
      'grep -rn -e "--inspect" docker-compose.yml package.json',
      'ssh -L 8081:127.0.0.1:8081 you@your-server.example',
    ],
  },
  references: ['nodejs.org/en/learn/getting-started/debugging', 'ATT&CK T1133'],
  examples: {
    pass: [
      { title: 'none', facts: { paths: seen([examplePath()]) } },
      {
        title: 'a debugger on loopback',
        facts: { paths: seen([examplePath({ from: 'loopback', kind: 'debugger', port: 9229 })]) },
      },
    ],
    fail: [
      { title: 'the inspector', facts: { paths: seen([examplePath({ kind: 'debugger', port: 9229 })]) } },
      {
        title: 'mongo-express in a container, on a declared port too',
        facts: {
          paths: seen([examplePath({ kind: 'admin-panel', port: 8081, subject: 'container:mongo-express-1' })]),
        },
      },
    ],
    blind: [
      { title: 'sockets not readable', facts: { paths: unseen() } },
      { title: 'only a part of the sockets', facts: { paths: partlySeen([examplePath()]) } },
    ],
  },
});
