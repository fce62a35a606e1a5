import { describe, expect, it } from 'vitest';
import { readIptablesSave } from '../formats/firewall/index.js';
import { inertRules } from './inert-rules.js';
import { namesInSavedRules, ufwSavedRules } from './saved-rules.js';

const head = ':INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n';
const docker = { published: true, containers: true };

function reasons(rules: string, around = docker): string[] {
  const read = readIptablesSave(`*filter\n${head}${rules}\nCOMMIT\n`, 'ip');
  if (!read.ok) throw new Error(read.reason);
  return inertRules('iptables', read.value, around).flatMap(({ why }) => (why.length === 0 ? ['stands'] : why));
}

describe('inertRules', () => {
  it.each([
    ['INPUT beside a published port', '-A INPUT -s 51.81.104.115/32 -j DROP', /published ports are forwarded past it/],
    ['INPUT against a fetch', '-A INPUT -s 51.81.104.115/32 -j DROP', /stops no fetch/],
    ['OUTPUT against a fetch', '-A OUTPUT -d 51.81.104.115/32 -j DROP', /OUTPUT does not see container traffic/],
    [
      "fail2ban's chain",
      ':f2b-web - [0:0]\n-A INPUT -p tcp -m multiport --dports 80,443 -j f2b-web\n-A f2b-web -s 51.81.104.115/32 -j REJECT',
      /published ports/,
    ],
    ['a destination in INPUT', '-A INPUT -d 51.81.104.115/32 -j DROP', /wrong direction/],
    ['behind a terminal rule', '-A FORWARD -j ACCEPT\n-A FORWARD -s 51.81.104.115/32 -j DROP', /terminal rule/],
    ['a chain that nothing leads to', ':lost - [0:0]\n-A lost -s 51.81.104.115/32 -j DROP', /no chain/],
  ])('%s is inert', (_, rules, why) => expect(reasons(rules).join('; ')).toMatch(why));

  it.each([
    ['FORWARD', '-A FORWARD -s 51.81.104.115/32 -j DROP', docker],
    [
      'DOCKER-USER',
      ':DOCKER-USER - [0:0]\n-A FORWARD -j DOCKER-USER\n-A DOCKER-USER -d 51.81.104.115/32 -j DROP',
      docker,
    ],
    ['INPUT without containers', '-A INPUT -s 51.81.104.115/32 -j DROP', { published: false, containers: false }],
  ])('%s stands', (_, rules, around) => expect(reasons(rules, around)).toEqual(['stands']));

  it.each([
    '-A INPUT -s 0.0.0.0/0 -j DROP',
    '-A INPUT -s 51.81.104.115/32 -j ACCEPT',
    '-A INPUT -p tcp --dport 22 -j DROP',
    '-A INPUT ! -s 51.81.104.115/32 -j DROP',
  ])('%s names nobody', (rules) => expect(reasons(rules)).toEqual([]));

  it('joins a ban list to one line', () => {
    const bans = Array.from({ length: 300 }, (_, i) => `-A f2b-web -s 51.81.${i >> 8}.${i & 255}/32 -j REJECT`);
    const read = readIptablesSave(
      `*filter\n${head}:f2b-web - [0:0]\n-A INPUT -j f2b-web\n${bans.join('\n')}\nCOMMIT\n`,
      'ip',
    );
    const found = read.ok ? inertRules('iptables', read.value, docker) : [];
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ tool: 'fail2ban', count: 300 });
  });
});

describe('saved rules', () => {
  const tuples =
    '### tuple ### deny any any 0.0.0.0/0 any 51.81.104.115 in\n### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n';
  it('of an inactive ufw are inert', () =>
    expect(ufwSavedRules(tuples, false)).toMatchObject([{ addresses: ['51.81.104.115'], why: ['ufw is inactive'] }]));
  it('of an active one are the kernel’s business', () => expect(ufwSavedRules(tuples, true)).toEqual([]));
  it('with a host name are inert whatever ufw does', () =>
    expect(ufwSavedRules('### tuple ### deny any any 0.0.0.0/0 any evil.example.org in\n', true)).toMatchObject([
      { addresses: ['evil.example.org'], why: ['host name in an address-only tool'] },
    ]));
  it('of iptables with a host name', () =>
    expect(
      namesInSavedRules(
        '/etc/iptables/rules.v4',
        '-A INPUT -s evil.example.org -j DROP\n-A INPUT -s 51.81.104.115 -j DROP\n',
      ),
    ).toMatchObject([{ addresses: ['evil.example.org'] }]));
  it('of iptables with addresses alone say nothing', () =>
    expect(
      namesInSavedRules('f', '-A INPUT -s 2001:db8::1/128 -j DROP\n-A INPUT -s 51.81.104.115/32 -j DROP\n'),
    ).toEqual([]));
});
