import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope } from '../../facts/address-scope.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type FirewallReading, firewall } from '../../facts/firewall.js';
import { closedFilter, exampleFilter } from './filter-rules.js';

/** Chains and sets of fail2ban (`f2b-sshd`) and of CrowdSec's bouncers. */
const banned = /(?:^|[^a-z])(?:f2b-|fail2ban|crowdsec)/i;

interface BanPlaces {
  readonly input: boolean;
  readonly forward: boolean;
  readonly refs: readonly FirewallReading['ref'][];
}

/** Where bans take effect: a jump to, or a set of, a banning tool in a chain of the kernel or in DOCKER-USER. */
function placesOf(readings: readonly FirewallReading[]): BanPlaces {
  const found = readings.flatMap(({ ruleset, ref, tool }) =>
    tool === 'ufw'
      ? []
      : ruleset.tables.flatMap((table) =>
          table.chains.flatMap((chain) => {
            const own =
              banned.test(table.name) ||
              chain.rules.some(
                ({ text, verdict }) => banned.test(text) || ('target' in verdict && banned.test(verdict.target)),
              );
            if (!own || (chain.hook === null && chain.name !== 'DOCKER-USER')) return [];
            return [{ hook: chain.hook ?? 'forward', ref: { ...ref, line: chain.line } }];
          }),
        ),
  );
  const early = found.some(({ hook }) => hook === 'prerouting' || hook === 'ingress');
  return {
    input: found.some(({ hook }) => hook === 'input'),
    forward: early || found.some(({ hook }) => hook === 'forward'),
    refs: found.map(({ ref }) => ref),
  };
}

/** FWL-12: who is banned is banned from published ports too. */
export const bansMissContainers = defineCheck({
  id: 'FWL-12',
  title: 'Bans do not hold for published container ports',
  questions: ['Q1', 'Q5'],
  severity: 'medium',
  required: false,
  needs: { firewall, containers },

  decide({ firewall: rules, containers: found }) {
    const published = found.value.filter(
      ({ running, ports }) => running && ports.some(({ hostIp }) => addressScope(hostIp) !== 'loopback'),
    );
    const [first] = published;
    if (!first && found.complete) return notApplicable(found.evidence, 'no container is published beyond loopback');
    const places = placesOf(rules.value);
    if (!isNonEmpty(places.refs))
      return rules.complete
        ? notApplicable(rules.evidence, 'no tool bans addresses here')
        : cannotTell('not-collected', 'only a part of the rules was read', {
            settle: 'sudo iptables -S | grep -i f2b',
          });
    if (places.forward) return pass(places.refs, { what: 'bans stand on the way to containers' });
    if (!first || !rules.complete)
      return cannotTell('not-collected', 'not all containers or rules were seen', {
        settle: 'sudo iptables -S FORWARD; sudo iptables -S DOCKER-USER',
      });
    return fail([...places.refs, first.ref], {
      what: `bans stand in INPUT alone; ${first.name} is reached by FORWARD`,
      location: 'INPUT chain',
    });
  },
  whyItMatters: 'The list of bans looks long, and those on it go on calling the app.',
  verifyByHand: 'sudo iptables -S | grep -iE "f2b|crowdsec"; sudo iptables -S DOCKER-USER',
  remediation: {
    text: 'Let the tool write its bans to DOCKER-USER as well (fail2ban: `chain = DOCKER-USER`).',
    commands: [
      "printf '[DEFAULT]\\nchain = DOCKER-USER\\n' | sudo tee /etc/fail2ban/jail.d/docker.local",
      'sudo systemctl restart fail2ban',
    ],
  },
  references: ['docs.docker.com/engine/network/packet-filtering-firewalls', 'moby#22054'],
  examples: {
    pass: [
      { title: 'in DOCKER-USER', facts: { firewall: bans('DOCKER-USER'), containers: seen([open()]) } },
      {
        title: 'nothing published',
        facts: { firewall: bans('INPUT'), containers: seen([exampleContainer()]) },
        expect: 'not-applicable',
      },
      {
        title: 'nobody bans',
        facts: { firewall: exampleFilter(closedFilter), containers: seen([open()]) },
        expect: 'not-applicable',
      },
    ],
    fail: [{ title: 'in INPUT alone', facts: { firewall: bans('INPUT'), containers: seen([open()]) } }],
    blind: [
      { title: 'rules denied', facts: { firewall: unseen(), containers: seen([open()]) } },
      { title: 'some containers', facts: { firewall: bans('INPUT'), containers: partlySeen([]) } },
      {
        title: 'a part of the rules',
        facts: { firewall: partlySeen(bans('INPUT').value), containers: seen([open()]) },
      },
      { title: 'engine denied', facts: { firewall: bans('INPUT'), containers: unseen() } },
    ],
  },
});

function bans(chain: string) {
  const custom = chain === 'DOCKER-USER' ? ':DOCKER-USER - [0:0]\n' : '';
  return exampleFilter(
    `${closedFilter.replace('\n-A', `\n${custom}:f2b-web - [0:0]\n-A`)}\n-A ${chain} -p tcp -j f2b-web\n-A f2b-web -s 198.51.100.9/32 -j REJECT`,
  );
}

function open(): Container {
  return exampleContainer({ ports: [{ hostIp: '0.0.0.0', hostPort: 8080, containerPort: 80, proto: 'tcp' }] });
}
