import { describe, expect, it } from 'vitest';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact } from '../core/evidence.js';
import { exampleNow, exampleRef, partlySeen, seen, unseen } from '../core/example.js';
import type { Fact, FactSpec } from '../core/fact.js';
import { defaultPolicy } from '../core/policy.js';
import { containers } from '../facts/containers.js';
import { exampleContainer, exampleListener } from '../facts/examples.js';
import type { ExposurePath } from '../facts/exposure.js';
import { firewall } from '../facts/firewall.js';
import { policy } from '../facts/policy.js';
import { hostListeners } from '../facts/sockets.js';
import { readIptablesSave } from '../formats/firewall/index.js';
import { exposurePathsParser } from './exposure-paths.js';
import type { ParseContext } from './parser.js';

function nginxConfig(text: string): Artifact {
  return {
    id: 'nginx.config',
    subject: 'host',
    order: 1,
    path: 'artifacts/nginx',
    source: { command: ['nginx', '-T'], exitCode: 0 },
    filtered: false,
    capturedAt: exampleNow,
    status: 'ok',
    detail: null,
    ...contentOf(text),
  };
}

function paths(
  facts: readonly (readonly [FactSpec<unknown>, Fact<unknown>])[],
  artifacts: readonly Artifact[] = [],
): Fact<readonly ExposurePath[]> {
  const known = new Map(facts.map(([spec, fact]) => [spec.id, fact]));
  const context = {
    now: exampleNow,
    fact: (spec: FactSpec<unknown>) => known.get(spec.id) ?? unseen(),
    artifacts: (id: string) => artifacts.filter((artifact) => artifact.id === id),
  } as unknown as ParseContext; // only what the parser reads
  return exposurePathsParser.parse(context) as Fact<readonly ExposurePath[]>; // this parser's own type
}

function listOf(fact: Fact<readonly ExposurePath[]>): readonly ExposurePath[] {
  return fact.status === 'known' ? fact.value : [];
}

const dropInput = `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
`;

function rules(text: string) {
  const read = readIptablesSave(text, 'ip');
  if (!read.ok) throw new Error(read.reason);
  return seen([{ tool: 'iptables' as const, ruleset: read.value, active: true, ref: exampleRef('firewall.iptables') }]);
}

describe('who can reach what', () => {
  it.each([
    ['0.0.0.0', 'internet'],
    ['[::]', 'internet'],
    ['*', 'internet'],
    ['203.0.113.7', 'internet'],
    ['10.0.0.5', 'local-network'],
    ['172.17.0.1', 'local-network'],
    ['127.0.0.53%lo', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
  ])('a socket on %s is reached from the %s', (address, from) => {
    const found = paths([
      [hostListeners, seen([exampleListener({ address, port: 8080, processName: 'java' })])],
      [containers, seen([])],
    ]);
    expect(listOf(found).map((path) => path.from)).toEqual([from]);
  });

  it('names the way from the Internet to a container', () => {
    const container = exampleContainer({
      name: 'libretime-nginx',
      image: 'nginx:1.28',
      kinds: ['proxy'],
      ports: [{ hostIp: '0.0.0.0', hostPort: 8080, containerPort: 8080, proto: 'tcp' }],
    });
    const found = paths([
      [
        hostListeners,
        seen([
          exampleListener({ address: '0.0.0.0', port: 8080 }),
          exampleListener({ address: '[::]', port: 8080, family: 6 }),
        ]),
      ],
      [containers, seen([container])],
      [firewall, rules(dropInput)],
      [policy, seen(defaultPolicy)],
    ]);
    const [path, ...others] = listOf(found);
    expect(others).toEqual([]);
    expect(path).toMatchObject({
      from: 'internet',
      to: 'container:libretime-nginx:8080/tcp',
      path: ['0.0.0.0:8080, [::]:8080', 'docker-proxy', 'libretime-nginx'],
      blockedBy: null,
      declared: false,
    });
    expect(path?.notes[0]).toBe("the host's deny (ufw) does not apply: published ports bypass it");
  });

  it("believes the kernel's rules for the host's own ports, one family at a time", () => {
    const found = paths([
      [hostListeners, seen([exampleListener({ address: '0.0.0.0', port: 5432, processName: 'postgres' })])],
      [containers, seen([])],
      [firewall, rules(dropInput)],
    ]);
    expect(listOf(found)[0]?.blockedBy).toBe('iptables: the input chain drops new IPv4 connections');
    const dual = paths([
      [hostListeners, seen([exampleListener({ address: '::', port: 5432, processName: 'postgres', family: 6 })])],
      [containers, seen([])],
      [firewall, rules(dropInput)],
    ]);
    expect(listOf(dual).map(({ blockedBy }) => blockedBy === null)).toEqual([false, true]);
  });

  const ofNetworks = (...addresses: string[]) =>
    exampleContainer({
      networks: addresses.map((ipAddress, at) => ({ name: `net-${at}`, ipAddress, ipv6Address: '' })),
      ports: [{ hostIp: '0.0.0.0', hostPort: 3000, containerPort: 3000, proto: 'tcp' }],
    });
  const forwards = (to: string) => `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -d ${to}/32 -p tcp -m tcp --dport 3000 -j ACCEPT
COMMIT
`;

  it.each([
    ['the first of two networks', '172.20.0.3', ['172.20.0.3', '172.21.0.2'], false],
    ['the second of two networks', '172.21.0.2', ['172.20.0.3', '172.21.0.2'], false],
    ['another container', '172.22.0.9', ['172.20.0.3', '172.21.0.2'], true],
  ])('a port that is forwarded to %s', (_, accepted, addresses, blocked) => {
    const found = paths([
      [hostListeners, seen([exampleListener({ address: '0.0.0.0', port: 3000, processName: 'docker-proxy' })])],
      [containers, seen([ofNetworks(...addresses)])],
      [firewall, rules(forwards(accepted))],
    ]);
    expect(listOf(found).map(({ blockedBy }) => blockedBy !== null)).toEqual([blocked]);
  });

  it('assumes nothing where the firewall was not read, and says so', () => {
    const found = paths([[hostListeners, seen([exampleListener({ address: '0.0.0.0', port: 8001 })])]]);
    expect(listOf(found)[0]?.notes[0]).toBe('the firewall was not read, so nothing is assumed to block this');
    expect(listOf(found)[0]?.path).toEqual(['0.0.0.0:8001', 'docker-proxy', 'a container that was not listed']);
    expect(found).toMatchObject({ status: 'known', complete: true });
  });

  it('finds ports that the engine publishes without a proxy', () => {
    const container = exampleContainer({
      ports: [{ hostIp: '', hostPort: 27017, containerPort: 27017, proto: 'tcp' }],
      kinds: ['mongodb'],
    });
    const found = paths([
      [hostListeners, seen([])],
      [containers, seen([container])],
    ]);
    expect(listOf(found)).toMatchObject([
      { from: 'internet', kind: 'database', path: ['0.0.0.0:27017', 'published by the engine', 'site-app-1'] },
    ]);
  });

  it.each([
    ['dhclient', 68],
    ['avahi-daemon', 5353],
    ['systemd-resolve', 5355],
    ['chronyd', 123],
    ['node', 41_000],
  ])('knows the ordinary UDP socket of %s', (processName, port) => {
    const found = paths([
      [hostListeners, seen([exampleListener({ proto: 'udp', address: '0.0.0.0', port, processName })])],
      [containers, seen([])],
    ]);
    expect(listOf(found)[0]?.notes[0]).toMatch(/^ordinary: /);
  });

  it('is not complete when sockets, or containers without a proxy among the sockets, are missing', () => {
    expect(paths([[containers, seen([])]])).toMatchObject({ status: 'known', complete: false });
    expect(
      paths([
        [hostListeners, partlySeen([])],
        [containers, seen([])],
      ]),
    ).toMatchObject({ complete: false });
    expect(paths([[hostListeners, seen([])]])).toMatchObject({ complete: false });
    expect(paths([])).toMatchObject({ status: 'unknown' });
  });

  const site = (inside: string, port = 3000) => `# configuration file /etc/nginx/nginx.conf:
events {}
http { server { listen 443 ssl; server_name example.org; ${inside} location / { proxy_pass http://localhost:${port}; } } }
`;

  it.each([
    ['open', site(''), null],
    ['behind a password', site('auth_basic "x"; auth_basic_user_file /etc/nginx/x;'), 'nginx asks first (auth_basic)'],
    ['one address refused is no guard', site('deny 198.51.100.7;'), null],
    ['passed on to another port', site('', 3001), undefined],
  ])('continues the way through nginx to the app: %s', (_, text, blocked) => {
    const found = paths(
      [
        [
          hostListeners,
          seen([
            exampleListener({ address: '0.0.0.0', port: 443, processName: 'nginx' }),
            exampleListener({ address: '127.0.0.1', port: 3000 }),
          ]),
        ],
        [containers, seen([exampleContainer()])],
        [policy, seen(defaultPolicy)],
      ],
      [nginxConfig(text)],
    );
    const through = listOf(found).filter((path) => path.from === 'internet' && path.subject === 'container:site-app-1');
    expect(through.map(({ blockedBy }) => blockedBy)).toEqual(blocked === undefined ? [] : [blocked]);
    if (blocked !== undefined) {
      expect(through[0]?.path).toEqual(['0.0.0.0:443', 'nginx', '127.0.0.1:3000', 'site-app-1']);
      expect(through[0]).toMatchObject({ kind: 'app', declared: true });
    }
  });
});
