import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { addressScope } from '../../facts/address-scope.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { type FirewallReading, firewall } from '../../facts/firewall.js';
import { policy } from '../../facts/policy.js';
import { closedFilter, exampleFilter, openFilter, restricts, rulesOf, strangerDecision } from './filter-rules.js';

function open(container: Container, allowed: ReadonlySet<string>) {
  return container.ports.filter(
    ({ hostIp, hostPort, proto }) => addressScope(hostIp) !== 'loopback' && !allowed.has(`${hostPort}/${proto}`),
  );
}

/** The filter holds other ports back, so that its owner takes these for closed too. */
function isClosedElsewhere(readings: readonly FirewallReading[]): boolean {
  return (['ip', 'ip6'] as const).some((family) => strangerDecision(readings, family) !== 'accept');
}

/**
 * FWL-03: DOCKER-USER restricts what containers publish, or nothing undeclared is published. High where a filter is
 * bypassed, or where the site has said which ports are its own; without either it is the question of EXP-02.
 */
export const containersBypassFirewall = defineCheck({
  id: 'FWL-03',
  title: 'Published container ports bypass the firewall',
  questions: ['Q1'],
  severity: 'high',
  required: true,
  needs: { containers, policy },
  uses: { firewall },
  decide({ containers: found, policy: declared, firewall: rules }) {
    const running = found.value.filter((container) => container.running);
    if (running.length === 0) return notApplicable(found.evidence, 'no container is running');
    const allowed = new Set(declared.value.ports.map(({ port, proto }) => `${port}/${proto}`));
    const hits = running.flatMap((container) => open(container, allowed).map((port) => ({ container, port })));
    const first = hits[0];
    const refs = [...new Set(hits.map(({ container }) => container.ref))];
    if (!first || !isNonEmpty(refs))
      return pass(found.evidence, { what: 'nothing undeclared is published beyond loopback' });
    if (rules.status !== 'known') {
      return cannotTell(rules.reason, 'ports are published, and the rules of DOCKER-USER were not read', {
        settle: 'sudo iptables -S DOCKER-USER',
      });
    }
    const own = rulesOf(rules.value, 'DOCKER-USER').filter(({ rule }) => restricts(rule));
    if (own[0]) {
      return rules.complete
        ? pass([own[0].ref, ...refs], { what: `DOCKER-USER holds ${own.length} restricting rule(s)` })
        : cannotTell('not-collected', 'DOCKER-USER restricts one family; the other was not read', {
            settle: 'sudo ip6tables -S DOCKER-USER',
          });
    }
    const names = hits.map(
      ({ container, port }) => `${port.hostIp || '0.0.0.0'}:${port.hostPort} of ${container.name}`,
    );
    return fail([first.container.ref, ...refs.slice(1), ...rules.evidence], {
      what: `${names.slice(0, 6).join(', ')}: published past the firewall, and DOCKER-USER is empty`,
      location: first.container.name,
      severity: isClosedElsewhere(rules.value) || declared.value.declared ? 'high' : 'medium',
    });
  },
  whyItMatters: "Docker forwards published ports before ufw's rules are asked: what looks closed in ufw is open.",
  verifyByHand: "sudo iptables -S DOCKER-USER; docker ps --format '{{.Names}} {{.Ports}}'",
  remediation: {
    text: 'Bind the port to 127.0.0.1 in compose.yaml; where it has to be reachable, restrict it in DOCKER-USER.',
    commands: ['sed -i \'s/- "8080:80"/- "127.0.0.1:8080:80"/\' compose.yaml', 'docker compose up -d'],
  },
  references: ['moby#22054', 'moby#4737', 'github.com/chaifeng/ufw-docker'],
  examples: {
    pass: [
      { title: 'loopback alone', facts: { ...base(), containers: seen([exampleContainer()]) } },
      {
        title: 'restricted in DOCKER-USER',
        facts: {
          ...base(),
          containers: seen([published()]),
          firewall: exampleFilter(`${closedFilter}\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -i eth0 -j DROP`),
        },
      },
      { title: 'a declared port', facts: { ...base(), containers: seen([published(443)]) } },
      {
        title: 'no containers',
        facts: { ...base(), containers: seen([], exampleRef('docker.ps')) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'published, DOCKER-USER empty',
        facts: {
          ...base(),
          containers: seen([published()]),
          firewall: exampleFilter(`${closedFilter}\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -j RETURN`),
        },
      },
      {
        title: 'published where no filter holds anything back: a question',
        facts: { ...base(), containers: seen([published()]), firewall: exampleFilter(openFilter) },
      },
    ],
    blind: [
      { title: 'rules denied', facts: { ...base(), containers: seen([published()]), firewall: unseen() } },
      { title: 'engine denied', facts: { ...base(), containers: unseen() } },
      { title: 'some containers', facts: { ...base(), containers: partlySeen([exampleContainer()]) } },
    ],
  },
});

function base() {
  return { policy: seen(defaultPolicy), firewall: exampleFilter(closedFilter) };
}

function published(hostPort = 8080): Container {
  return exampleContainer({ ports: [{ hostIp: '0.0.0.0', hostPort, containerPort: 80, proto: 'tcp' }] });
}
