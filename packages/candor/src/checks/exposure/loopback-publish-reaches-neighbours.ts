import semver from 'semver';
import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { containers, engine } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type FirewallReading, firewall } from '../../facts/firewall.js';
import { exampleEngine } from '../containers/example-engine.js';

/** A rule before address translation that drops packets for 127.0.0.0/8 from other interfaces (moby#45610). */
function dropsForeignLoopback(readings: readonly FirewallReading[]): boolean {
  return readings.some(({ ruleset }) =>
    ruleset.tables
      .flatMap((table) => table.chains)
      .filter((chain) => chain.hook === 'prerouting')
      .flatMap((chain) => chain.rules)
      .some((rule) => rule.verdict.kind === 'drop' && /127\.0\.0\.[01]/.test(rule.text)),
  );
}

/** EXP-07: before 28.0.0 a machine on the same network reaches ports published on 127.0.0.1. */
export const loopbackPublishReachesNeighbours = defineCheck({
  id: 'EXP-07',
  title: 'Machines on the same network reach ports published on loopback',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { containers, engine },
  uses: { firewall },
  decide({ containers: all, engine: found, firewall: rules }) {
    const published = all.value.find(
      (container) => container.running && container.ports.some(({ hostIp }) => addressScope(hostIp) === 'loopback'),
    );
    const value = found.value;
    if (value === null) return notApplicable(found.evidence, 'no container engine here');
    if (!published) return pass(all.evidence, { what: 'no port is published on loopback' });
    const version = semver.coerce(value.engineVersion);
    if (!version) return cannotTell('unparseable', `the version of the engine is ${value.engineVersion}`);
    if (semver.gte(version, '28.0.0')) return pass([value.ref], { what: `engine ${value.engineVersion}` });
    if (rules.status === 'known' && dropsForeignLoopback(rules.value)) {
      return pass([value.ref, ...rules.evidence], { what: 'a rule drops packets for 127.0.0.0/8 from outside' });
    }
    return fail([value.ref, published.ref], {
      what: `engine ${value.engineVersion} lets machines on the same network reach ${published.name}, which is published on loopback`,
      location: `engine ${value.engineVersion}`,
    });
  },
  whyItMatters:
    'With an engine before 28.0.0, a neighbour in the same data centre network can route packets to 127.0.0.1 of your host and reach the app or the database.',
  verifyByHand: "docker version --format '{{.Server.Version}}'",
  remediation: {
    text: 'Update the engine to 28.0.0 or later. Until then drop such packets before they are translated.',
    commands: [
      'sudo iptables -t raw -I PREROUTING ! -i lo -d 127.0.0.0/8 -j DROP',
      'sudo apt-get update && sudo apt-get install --only-upgrade docker-ce docker-ce-cli',
    ],
  },
  references: ['moby#45610', 'moby#41872'],
  examples: {
    pass: [
      { title: 'a current engine', facts: { containers: seen([exampleContainer()]), engine: seen(exampleEngine()) } },
      {
        title: 'an old engine that publishes nothing',
        facts: {
          containers: seen([exampleContainer({ ports: [] })]),
          engine: seen(exampleEngine({ engineVersion: '20.10.24' })),
        },
      },
      { title: 'no engine', facts: { containers: seen([]), engine: seen(null) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: "Debian 12's engine with the app on loopback",
        facts: {
          containers: seen([exampleContainer()]),
          engine: seen(exampleEngine({ engineVersion: '20.10.24+dfsg1' })),
        },
      },
    ],
    blind: [
      { title: 'the version is not known', facts: { containers: seen([exampleContainer()]), engine: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([]), engine: seen(exampleEngine()) } },
    ],
  },
});
