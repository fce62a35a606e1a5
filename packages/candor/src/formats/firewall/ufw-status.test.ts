import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decides } from './decides.js';
import type { Packet } from './matches.js';
import type { UfwStatus } from './model.js';
import { readUfwStatus } from './ufw-status.js';

function status(text: string): UfwStatus {
  const read = readUfwStatus(text);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

const input = (dport: number, more: Partial<Packet> = {}): Packet => ({
  hook: 'input',
  family: 'ip',
  proto: 'tcp',
  dport,
  inInterface: 'eth0',
  saddr: '198.51.100.1',
  daddr: '192.0.2.1',
  ...more,
});

const VERBOSE = `Status: active
Logging: on (low)
Default: deny (incoming), allow (outgoing), disabled (routed)
New profiles: skip

To                         Action      From
--                         ------      ----
22/tcp                     LIMIT IN    Anywhere
80,443/tcp (Nginx Full)    ALLOW IN    Anywhere
3000                       DENY IN     Anywhere                   # payload
6000:6007/udp              ALLOW IN    Anywhere
Anywhere                   ALLOW IN    203.0.113.0/24
192.0.2.9 5432/tcp         REJECT IN   Anywhere
9100/tcp on wg0            ALLOW IN    Anywhere
22/tcp (v6)                LIMIT IN    Anywhere (v6)
8080/tcp                   ALLOW IN    2001:db8::/32

25/tcp                     DENY OUT    Anywhere
172.17.0.2 3000/tcp        ALLOW FWD   Anywhere
`;

describe('readUfwStatus', () => {
  const read = status(VERBOSE);

  it('reads the head and the rules with their lines', () => {
    expect(read).toMatchObject({ source: 'ufw', active: true, logging: 'on (low)', complete: true });
    expect(read.tables[0]?.chains.map(({ hook, policy, rules }) => [hook, policy, rules.length])).toEqual([
      ['input', 'drop', 9],
      ['output', 'accept', 1],
      ['forward', 'drop', 1],
    ]);
    expect(read.tables[0]?.chains[0]?.rules[2]).toMatchObject({
      comment: 'payload',
      line: 10,
      verdict: { kind: 'drop' },
    });
  });

  it.each([
    ['ssh', input(22), 'accept'],
    ['https', input(443), 'accept'],
    ['a denied port', input(3000), 'drop'],
    ['an unnamed port', input(27017), 'drop'],
    ['an allowed network', input(27017, { saddr: '203.0.113.9' }), 'accept'],
    ['a udp range', input(6003, { proto: 'udp' }), 'accept'],
    ['the same range on tcp', input(6003), 'drop'],
    ['a rejected address', input(5432, { daddr: '192.0.2.9' }), 'reject'],
    ['the interface', input(9100, { inInterface: 'wg0' }), 'accept'],
    ['another interface', input(9100), 'drop'],
    ['ssh over IPv6', input(22, { family: 'ip6', saddr: '2001:db9::1', daddr: '2001:db8::1' }), 'accept'],
    ['https over IPv6', input(443, { family: 'ip6', saddr: '2001:db9::1', daddr: '2001:db8::1' }), 'drop'],
    ['loopback, which ufw does not show', input(443, { inInterface: 'lo' }), 'unknown'],
    ['mail out', { ...input(25), hook: 'output' } as Packet, 'drop'],
    ['routed', { ...input(3000, { daddr: '172.17.0.2' }), hook: 'forward' } as Packet, 'accept'],
  ] as const)('%s', (_title, packet, expected) => {
    expect(decides(read, packet)).toBe(expected);
  });

  it('accepts everything when inactive', () => {
    expect(status('Status: inactive\n')).toMatchObject({ active: false, complete: true, tables: [] });
    expect(decides(status('Status: inactive\n'), input(80))).toBe('accept');
  });

  it('does not know without the defaults, or with an application by name', () => {
    expect(decides(status('Status: active\n\nTo  Action  From\n--  ---  ---\n22  ALLOW  Anywhere\n'), input(22))).toBe(
      'unknown',
    );
    expect(decides(status(`${VERBOSE}OpenSSH  ALLOW IN  Anywhere\n`), input(2222))).toBe('unknown');
    expect(status(`${VERBOSE}what is this\n`).complete).toBe(false);
  });

  it('refuses a text without status', () => {
    expect(readUfwStatus('ERROR: You need to be root to run this script').ok).toBe(false);
  });

  it('never throws and stays fast', () => {
    const started = performance.now();
    readUfwStatus(`Status: active\n${`${' '.repeat(900)}ALLOW\n`.repeat(1000)}`);
    expect(performance.now() - started).toBeLessThan(3000);
    fc.assert(fc.property(fc.string(), (line) => readUfwStatus(`Status: active\n${line}  ALLOW IN  ${line}`).ok));
  });
});
