import { defineCheck } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { examplePath } from '../../facts/examples.js';
import { exposurePaths } from '../../facts/exposure.js';
import { isOrdinary, judgeKind } from './reachable-paths.js';

/** EXP-05: the Node app without its proxy in front (Dec-2025 case, 12 December: port 3000 open to the world). */
export const appListensPublicly = defineCheck({
  id: 'EXP-05',
  title: 'The app answers without the proxy in front of it',
  questions: ['Q1'],
  severity: 'high',
  required: true,
  needs: { paths: exposurePaths },
  decide: ({ paths }) =>
    judgeKind(paths, (path) => path.kind === 'app' && !path.declared && !isOrdinary(path), {
      found: 'the app can be reached past the proxy',
      none: 'no Node app can be reached beyond loopback, beside declared ports',
      severity: (path) => (path.from === 'internet' ? 'high' : 'medium'),
    }),
  whyItMatters:
    'Past the proxy there is no TLS, no rate limit, no log line of nginx and no filter of a network in front: an attack leaves fewer traces and meets fewer walls.',
  verifyByHand: "sudo ss -tlpn | grep -E ':3000\\b'",
  remediation: {
    text: 'Publish the app on 127.0.0.1 only, and let nginx pass requests on to http://127.0.0.1:3000.',
    commands: [
      'sed -i "s/- [\'\\"]\\?3000:3000[\'\\"]\\?/- \'127.0.0.1:3000:3000\'/" docker-compose.yml',
      'docker compose up -d',
    ],
  },
  references: ['CIS Docker 5.14', 'moby#22054'],
  examples: {
    pass: [
      { title: 'on loopback', facts: { paths: seen([examplePath({ from: 'loopback', kind: 'app', port: 3000 })]) } },
      {
        title: 'a Node process on a declared port',
        facts: { paths: seen([examplePath({ kind: 'app', port: 443, declared: true })]) },
      },
    ],
    fail: [
      {
        title: 'on every address',
        facts: {
          paths: seen([examplePath({ kind: 'app', port: 3000, declared: false, subject: 'container:site-app-1' })]),
        },
      },
    ],
    blind: [
      { title: 'sockets not readable', facts: { paths: unseen() } },
      { title: 'only a part of the sockets', facts: { paths: partlySeen([examplePath()]) } },
    ],
  },
});
