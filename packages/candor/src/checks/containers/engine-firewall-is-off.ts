import { defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { engine } from '../../facts/containers.js';
import { exampleEngine } from './example-engine.js';

/** A registry on this host or in the private network of the host; anything else goes over the Internet in clear. */
function isLocalRegistry(registry: string): boolean {
  const host = registry.replace(/\/\d{1,3}$/, '').replace(/:\d{1,5}$/, '');
  return host === 'localhost' || ['loopback', 'local-network'].includes(addressScope(host));
}

function dangers(config: Readonly<Record<string, unknown>>): readonly string[] {
  const registries = Array.isArray(config['insecure-registries']) ? config['insecure-registries'].map(String) : [];
  const foreign = registries.filter((registry) => !isLocalRegistry(registry));
  return [
    ...(config.iptables === false ? ['iptables is off: containers are not walled off from each other'] : []),
    ...(foreign.length > 0 ? [`images come unverified from ${foreign.join(', ')}`] : []),
    ...(config.experimental === true ? ['experimental features are on'] : []),
  ];
}

/** CTR-34: switches that take walls away (CIS Docker 2.4, 2.5, 2.18). */
export const engineFirewallIsOff = defineCheck({
  id: 'CTR-34',
  title: 'The engine is set up without its walls',
  questions: ['Q7', 'Q1'],
  severity: 'high',
  required: false,
  needs: { engine },
  decide({ engine: found }) {
    const value = found.value;
    if (value === null) return notApplicable(found.evidence, 'no container engine here');
    const walls = dangers(value.daemonJson ?? {});
    if (walls.length === 0)
      return pass([value.ref], { what: 'iptables is on, no insecure registry, nothing experimental' });
    const onlyExperimental = walls.length === 1 && walls[0]?.startsWith('experimental') === true;
    return fail([value.ref], {
      what: walls.join('; '),
      location: '/etc/docker/daemon.json',
      severity: onlyExperimental ? 'low' : 'high',
    });
  },
  whyItMatters:
    'Without its rules the engine neither separates networks nor hides unpublished ports. An image that comes in clear can be swapped on the way.',
  verifyByHand: 'sudo grep -nE "iptables|insecure-registries|experimental" /etc/docker/daemon.json',
  remediation: {
    text: 'Remove these keys from daemon.json. To filter published ports use the chain DOCKER-USER, which the engine leaves alone.',
    commands: ['sudo nano /etc/docker/daemon.json', 'sudo systemctl restart docker', 'sudo iptables -S DOCKER-USER'],
  },
  references: ['CIS Docker 2.4', 'CIS Docker 2.5', 'CIS Docker 2.18'],
  examples: {
    pass: [
      { title: 'none of them', facts: { engine: seen(exampleEngine()) } },
      {
        title: 'no file, and the registry on this host',
        facts: {
          engine: seen(exampleEngine({ daemonJson: { 'insecure-registries': ['127.0.0.1:5000', '10.0.0.0/8'] } })),
        },
      },
      { title: 'no engine', facts: { engine: seen(null) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'iptables off', facts: { engine: seen(exampleEngine({ daemonJson: { iptables: false } })) } },
      {
        title: 'a registry in clear',
        facts: {
          engine: partlySeen(exampleEngine({ daemonJson: { 'insecure-registries': ['registry.example.org:5000'] } })),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { engine: unseen() } },
      { title: 'only a part was read', facts: { engine: partlySeen(exampleEngine()) } },
    ],
  },
});
