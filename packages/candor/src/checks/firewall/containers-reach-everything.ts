import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type Container, containers } from '../../facts/containers.js';
import { type DockerNetworkFact, dockerNetworks } from '../../facts/docker-networks.js';
import { exampleContainer } from '../../facts/examples.js';
import { type FirewallReading, firewall } from '../../facts/firewall.js';
import { type Decision, decides, type Packet } from '../../formats/firewall/index.js';
import { closedFilter, exampleFilter, openFilter } from './filter-rules.js';

/** A new connection of a container to a stranger's port that no service of a site has. */
function outward(saddr: string): Packet {
  const port = 34_567;
  const ends = { saddr, daddr: '198.51.100.77', inInterface: 'br-candor', outInterface: 'eth0' };
  return { hook: 'forward', family: 'ip', proto: 'tcp', dport: port, origDport: port, ...ends };
}

function decisionOf(readings: readonly FirewallReading[], saddr: string): Decision {
  const own = readings.filter(({ tool, ruleset }) => tool !== 'ufw' && ruleset.families.includes('ip'));
  const found = own.map(({ ruleset }) => decides(ruleset, outward(saddr)));
  return (
    found.find((each) => each === 'drop' || each === 'reject') ?? (found.includes('unknown') ? 'unknown' : 'accept')
  );
}

/** Networks with a way out, of one container; a network that was not listed counts as one. */
function waysOut({ networks, networkMode }: Container, all: readonly DockerNetworkFact[]) {
  if (networkMode === 'none' || networkMode === 'host') return [];
  return networks.filter(
    ({ name, ipAddress }) => ipAddress !== '' && all.find((each) => each.name === name)?.internal !== true,
  );
}

/** FWL-11: containers reach what they are meant to reach, by internal networks or rules of the forwarding path. */
export const containersReachEverything = defineCheck({
  id: 'FWL-11',
  title: 'Containers may connect to anybody',
  questions: ['Q5', 'Q7'],
  severity: 'medium',
  required: false,
  needs: { containers, networks: dockerNetworks },
  uses: { firewall },

  decide({ containers: found, networks, firewall: rules }) {
    const running = found.value.filter((container) => container.running);
    if (running.length === 0 && found.complete) return notApplicable(found.evidence, 'no container is running');
    const open = running.flatMap((container) =>
      waysOut(container, networks.value).map(({ ipAddress }) => ({ container, ipAddress })),
    );
    if (open.length === 0)
      return pass([...networks.evidence, ...found.evidence], { what: 'every container is on internal networks alone' });
    if (rules.status !== 'known')
      return cannotTell(rules.reason, 'the rules of the forwarding path were not read', {
        settle: 'sudo iptables -S DOCKER-USER',
      });
    const free = open.filter(({ ipAddress }) => decisionOf(rules.value, ipAddress) === 'accept');
    const first = free[0];
    if (first && rules.complete) {
      const names = [...new Set(free.map(({ container }) => container.name))];
      return fail([first.container.ref, ...rules.evidence], {
        what: `${names.slice(0, 6).join(', ')} may connect to any address and port`,
        location: first.container.name,
      });
    }
    const unsettled = open.some(({ ipAddress }) => decisionOf(rules.value, ipAddress) === 'unknown');
    return first || unsettled
      ? cannotTell('unsupported', 'rules that were not read or understood decide about it', {
          settle: 'sudo iptables -S DOCKER-USER; sudo nft list ruleset',
        })
      : pass([...rules.evidence, ...found.evidence], {
          what: 'the forwarding path drops what containers open unasked',
        });
  },
  whyItMatters: 'What broke in fetches its tools and reports to its master: both need a way out.',
  verifyByHand:
    'sudo iptables -S DOCKER-USER; docker network inspect $(docker network ls -q) -f "{{.Name}} {{.Internal}}"',
  remediation: {
    text: 'Put databases on a network with `internal: true`, and let the others reach the few addresses that they need.',
    commands: [
      'sudo iptables -I DOCKER-USER -o eth0 -m conntrack --ctstate NEW -j DROP',
      'sudo iptables -I DOCKER-USER -o eth0 -p tcp -d MAIL-SERVER --dport 587 -j ACCEPT',
    ],
  },
  references: ['docs.docker.com/engine/network/packet-filtering-firewalls', 'CIS Docker 5.30'],
  examples: {
    pass: [
      { title: 'dropped on the way', facts: { ...lone(false), firewall: exampleFilter(closedFilter) } },
      { title: 'an internal network', facts: { ...lone(true), firewall: exampleFilter(openFilter) } },
      {
        title: 'no container',
        facts: { containers: seen([], exampleRef('docker.ps')), networks: seen([]) },
        expect: 'not-applicable',
      },
    ],
    fail: [{ title: 'all is let out', facts: { ...lone(false), firewall: exampleFilter(openFilter) } }],
    blind: [
      { title: 'rules denied', facts: { ...lone(false), firewall: unseen() } },
      {
        title: 'networks not listed',
        facts: { ...lone(true), networks: unseen(), firewall: exampleFilter(openFilter) },
      },
      { title: 'some containers', facts: { ...lone(true), containers: partlySeen([container()]) } },
      {
        title: 'a part of the rules',
        facts: { ...lone(false), firewall: partlySeen(exampleFilter(openFilter).value) },
      },
    ],
  },
});

function container(): Container {
  return exampleContainer({ networks: [{ name: 'site_default', ipAddress: '172.18.0.5' }] });
}

function lone(internal: boolean) {
  const network: DockerNetworkFact = {
    name: 'site_default',
    driver: 'bridge',
    internal,
    subnets: ['172.18.0.0/16'],
    ref: exampleRef('docker.networks'),
  };
  return { containers: seen([container()]), networks: seen([network]) };
}
