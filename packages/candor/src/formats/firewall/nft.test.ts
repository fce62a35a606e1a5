import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decides } from './decides.js';
import type { Packet } from './matches.js';
import type { Ruleset } from './model.js';
import { readNft } from './nft.js';

function rules(objects: readonly unknown[]): Ruleset {
  const read = readNft(
    JSON.stringify({ nftables: [{ metainfo: { version: '1.0.9', json_schema_version: 1 } }, ...objects] }),
  );
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

const input = (dport: number, more: Partial<Packet> = {}): Packet => ({
  hook: 'input',
  family: 'ip',
  proto: 'tcp',
  dport,
  inInterface: 'eth0',
  ...more,
});
const TABLE = { table: { family: 'inet', name: 'filter', handle: 1 } };
const INPUT = {
  chain: {
    family: 'inet',
    table: 'filter',
    name: 'input',
    handle: 1,
    type: 'filter',
    hook: 'input',
    prio: 0,
    policy: 'drop',
  },
};
const rule = (...expr: readonly unknown[]) => ({
  rule: { family: 'inet', table: 'filter', chain: 'input', handle: 2, expr },
});
const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });
const tcp = { payload: { protocol: 'tcp', field: 'dport' } };
const accept = { accept: null };

const HOST = [
  TABLE,
  {
    set: {
      family: 'inet',
      name: 'trusted',
      table: 'filter',
      type: 'ipv4_addr',
      flags: ['interval'],
      elem: [
        { prefix: { addr: '192.0.2.0', len: 24 } },
        { range: ['198.51.100.1', '198.51.100.9'] },
        { elem: { val: '203.0.113.5', timeout: 60 } },
      ],
    },
  },
  INPUT,
  { chain: { family: 'inet', table: 'filter', name: 'web', handle: 9 } },
  rule(match({ meta: { key: 'iifname' } }, 'lo'), accept),
  rule({
    vmap: {
      key: { ct: { key: 'state' } },
      data: {
        set: [
          ['established', accept],
          ['related', accept],
          ['invalid', { drop: null }],
        ],
      },
    },
  }),
  rule(
    match(tcp, { set: [80, 443, { range: [8000, 8010] }] }),
    { counter: { packets: 3, bytes: 180 } },
    { jump: { target: 'web' } },
  ),
  rule(
    match({ payload: { protocol: 'ip', field: 'saddr' } }, '@trusted'),
    match(tcp, 22),
    { limit: { rate: 4, per: 'minute' } },
    accept,
  ),
  rule(match({ meta: { key: 'l4proto' } }, { set: ['icmp', 'ipv6-icmp'] }), accept),
  rule(match({ payload: { protocol: 'ip6', field: 'saddr' } }, { prefix: { addr: 'fe80::', len: 10 } }), accept),
  rule({ log: { prefix: '{"rule" dropped' } }),
  {
    rule: {
      family: 'inet',
      table: 'filter',
      chain: 'web',
      handle: 3,
      comment: 'web',
      expr: [match({ ct: { key: 'state' } }, ['new', 'untracked'], 'in'), accept],
    },
  },
];

describe('readNft', () => {
  const read = rules(HOST);

  it('reads tables, chains and rules', () => {
    expect(read).toMatchObject({ source: 'nft', families: ['ip', 'ip6'], complete: true });
    expect(read.tables[0]?.chains[0]).toMatchObject({
      name: 'input',
      hook: 'input',
      priority: 0,
      policy: 'drop',
      line: 1,
    });
    expect(read.tables[0]?.chains[0]?.rules[4]).toMatchObject({
      counter: { packets: 3, bytes: 180 },
      verdict: { kind: 'jump', target: 'web' },
    });
    expect(read.tables[0]?.chains[1]).toMatchObject({ hook: null, policy: null, rules: [{ comment: 'web' }] });
  });

  it.each([
    ['open port', input(443), 'accept'],
    ['a port in the range', input(8005), 'accept'],
    ['a closed port', input(3000, { saddr: '1.1.1.1' }), 'drop'],
    ['ssh from a trusted network', input(22, { saddr: '192.0.2.77' }), 'accept'],
    ['ssh from a trusted range', input(22, { saddr: '198.51.100.9' }), 'accept'],
    ['ssh from a trusted element', input(22, { saddr: '203.0.113.5' }), 'accept'],
    ['ssh from elsewhere', input(22, { saddr: '198.51.100.10' }), 'drop'],
    ['ssh from somewhere', input(22), 'unknown'],
    ['udp to the same port', input(443, { proto: 'udp' }), 'drop'],
    ['icmp', input(0, { proto: 'icmp' }), 'accept'],
    ['IPv6 link-local', input(3000, { family: 'ip6', saddr: 'fe80::1' }), 'accept'],
    ['IPv6', input(3000, { family: 'ip6', saddr: '2001:db8::1' }), 'drop'],
    ['loopback', input(3000, { inInterface: 'lo' }), 'accept'],
    ['a hook without chains', { ...input(3000), hook: 'forward' } as Packet, 'accept'],
  ] as const)('%s', (_title, packet, expected) => {
    expect(decides(read, packet)).toBe(expected);
  });

  it.each([
    ['an iptables extension', { xt: { type: 'match', name: 'bpf' } }],
    ['an unknown statement', { future: {} }],
    ['an unknown operator', match(tcp, 80, '>')],
    ['a set that is not there', match(tcp, '@gone')],
    ['a mark', match({ meta: { key: 'mark' } }, 1)],
    ['a named verdict map', { vmap: { key: tcp, data: '@ports' } }],
    ['a set with concatenations', match(tcp, { set: [{ concat: ['a', 'b'] }] })],
  ])('does not know with %s', (_title, statement) => {
    expect(decides(rules([TABLE, INPUT, rule(statement, accept)]), input(80))).toBe('unknown');
  });

  it('does not care about what cannot matter', () => {
    const settled = [TABLE, INPUT, rule(match(tcp, 80), accept), rule({ xt: null }, accept)];
    expect(decides(rules(settled), input(80))).toBe('accept');
    expect(decides(rules([TABLE, INPUT, rule(match(tcp, 81), { xt: null })]), input(80))).toBe('drop');
  });

  it('ignores dormant tables and runs chains by priority', () => {
    const dormant = { table: { family: 'inet', name: 'filter', flags: ['dormant'] } };
    expect(decides(rules([dormant, INPUT]), input(80))).toBe('accept');
    const second = { chain: { ...INPUT.chain, name: 'early', prio: -10, policy: 'accept' } };
    expect(decides(rules([TABLE, INPUT, second, rule(accept)]), input(80))).toBe('accept');
    const late = { chain: { ...INPUT.chain, name: 'late', prio: 10 } };
    expect(decides(rules([TABLE, INPUT, late, rule(accept)]), input(80))).toBe('drop');
  });

  it('cites lines of an indented text', () => {
    const text = JSON.stringify({ nftables: [TABLE, INPUT, rule(accept), rule({ drop: null })] }, null, 1);
    const many = readNft(text);
    const lines = many.ok ? (many.value.tables[0]?.chains[0]?.rules.map(({ line }) => line) ?? []) : [];
    expect(lines.map((line) => text.split('\n')[line - 1]?.trim())).toEqual(['{', '{']);
    expect(lines[0]).toBeLessThan(lines[1] ?? 0);
  });

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '{"nftables":{}}',
    '{"nftables":[',
    '['.repeat(100_000),
    `{"nftables":[${'['.repeat(100)}`,
  ])('refuses %#', (text) => {
    expect(readNft(text).ok).toBe(false);
  });

  it('says when a rule belongs nowhere', () => {
    expect(rules([rule(accept)]).complete).toBe(false);
    expect(decides(rules([rule(accept)]), input(80))).toBe('unknown');
  });

  it('never throws', () => {
    const key = fc.constantFrom(
      'match',
      'left',
      'right',
      'op',
      'payload',
      'meta',
      'ct',
      'key',
      'set',
      'elem',
      'val',
      'range',
      'prefix',
      'vmap',
      'data',
      'jump',
      'target',
      'accept',
      'expr',
      'counter',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, 1, 'tcp', '==', '@x', true),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(
        tree,
        tree,
        (a, b) =>
          decides(rules([TABLE, INPUT, rule(a, b), { rule: a }, { chain: b }, { set: a }]), input(80)).length > 0,
      ),
      { numRuns: 500 },
    );
  });
});
