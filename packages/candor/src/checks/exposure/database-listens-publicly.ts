import { defineCheck, fail, type Outcome } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { examplePath } from '../../facts/examples.js';
import { exposurePaths, outsideProbes, type ProbedPort } from '../../facts/exposure.js';
import { judgeKind } from './reachable-paths.js';

const databasePorts = new Set([27017, 5432, 3306, 6379]);

const probe: ProbedPort = {
  vantage: 'caller',
  to: '203.0.113.7',
  port: 27017,
  family: 4,
  result: 'open',
  ref: exampleRef('host.listen-probe'),
};

/** EXP-04: a database beyond loopback. */
export const databaseListensPublicly = defineCheck({
  id: 'EXP-04',
  title: 'The database answers outside loopback',
  questions: ['Q1'],
  severity: 'critical',
  required: true,
  needs: { paths: exposurePaths },
  uses: { outsideProbes },
  decide({ paths, outsideProbes: probes }): readonly Outcome[] {
    const open = probes.status === 'known' ? probes.value : [];
    const hit = open.find((probe) => probe.result === 'open' && databasePorts.has(probe.port));
    if (hit) {
      const what = `a probe from ${hit.vantage} reached ${hit.to} on port ${hit.port}`;
      return [fail([hit.ref], { what, location: `port ${hit.port}` })];
    }
    return judgeKind(paths, (path) => path.kind === 'database', {
      found: 'a database can be reached',
      none: 'no database can be reached beyond loopback',
      severity: (path) => (path.from === 'internet' ? 'critical' : 'high'),
    });
  },
  whyItMatters:
    'Open databases are found within hours and emptied for ransom. MongoDB in Docker asks for no password by default.',
  verifyByHand: "sudo ss -tlpn | grep -E ':(27017|5432|3306|6379)\\b'",
  remediation: {
    text: 'Remove the published port: the app reaches the database over the Compose network. For a shell on the host use `docker compose exec`.',
    commands: ['grep -n -B2 -A2 "27017" docker-compose.yml', 'docker compose up -d'],
  },
  references: ['MongoDB security checklist', 'CIS Docker 5.14'],
  examples: {
    pass: [
      {
        title: 'on loopback',
        facts: { paths: seen([examplePath({ from: 'loopback', kind: 'database', port: 27017 }), examplePath()]) },
      },
      {
        title: 'dropped by the packet filter',
        facts: {
          paths: seen([examplePath({ kind: 'database', port: 27017, blockedBy: 'nft: the forward chain drops' })]),
        },
      },
    ],
    fail: [
      { title: 'on every address', facts: { paths: seen([examplePath({ kind: 'database', port: 27017 })]) } },
      {
        title: 'on the address of a local network',
        facts: { paths: partlySeen([examplePath({ kind: 'database', port: 27017, from: 'local-network' })]) },
      },
      {
        title: 'a probe from elsewhere reached it',
        facts: {
          paths: seen([examplePath()]),
          outsideProbes: seen([probe]),
        },
      },
    ],
    blind: [
      { title: 'sockets not readable', facts: { paths: unseen() } },
      { title: 'only a part of the sockets', facts: { paths: partlySeen([examplePath()]) } },
    ],
  },
});
