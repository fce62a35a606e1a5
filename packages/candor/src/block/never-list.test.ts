import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { formatAddress, formatRange, networkOf, parseRange } from './ip-range.js';
import { neverList, neverRanges } from './never-list.js';
import { parseTarget } from './parse-target.js';
import { exampleEdge, exampleHost } from './testing/example-never.js';

const never = neverList(exampleHost, exampleEdge);

function refused(text: string): string | null {
  const target = parseTarget(text);
  if (target.kind !== 'range') return target.kind === 'none' ? target.reason : null;
  return never.refusal(target.range)?.why ?? null;
}

describe('neverList', () => {
  it.each([
    ['198.51.100.44', 'open SSH connection'],
    ['198.51.100.0/24', 'open SSH connection'],
    ['2001:db8:2::44', 'open SSH connection'],
    ['203.0.113.10', 'own addresses'],
    ['203.0.113.1', 'gateway'],
    ['9.9.9.9', 'name server'],
    ['172.18.0.7', 'containers'],
    ['104.17.3.4', 'the edge cloudflare'],
    ['104.0.0.0/8', 'the edge cloudflare'],
    ['2606:4700:10::1', 'the edge cloudflare'],
    ['10.1.2.3', 'RFC 1918'],
    ['100.64.0.9', 'RFC 6598'],
    ['169.254.169.254', 'metadata'],
    ['0.0.0.0/0', 'open SSH connection'],
    ['::/0', ''],
    ['::1', 'own addresses'],
    ['::ffff:10.0.0.1', 'RFC 1918'],
    ['::ffff:198.51.100.44', 'open SSH connection'],
    ['::ffff:0:0/95', 'hidden in IPv6'],
    ['64:ff9b::198.51.100.44', 'hidden in IPv6'],
    ['64:ff9b::/96', 'hidden in IPv6'],
    ['64:ff9b:1::a00:1', 'RFC 8215'],
    ['2002:c633:642c::1', 'hidden in IPv6'],
    ['2002:c633:642c:5:6:7:8:9', 'hidden in IPv6'],
    ['2002::/16', 'hidden in IPv6'],
    ['::198.51.100.44', 'hidden in IPv6'],
    ['::ffff:0:198.51.100.44', 'hidden in IPv6'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo'],
    ['fd00::1', 'RFC 4193'],
    ['fe80::9', 'link-local'],
    ['ff02::1', 'multicast'],
    ['3325256748', 'different ways'],
    ['0306.063.0144.054', 'different ways'],
    ['0xc633642c', 'different ways'],
  ])('refuses %s', (text, why) => expect(refused(text)).toContain(why));

  it.each([
    '51.81.104.115',
    '51.81.104.0/24',
    '198.51.100.45',
    '198.51.100.48/28',
    '203.0.113.11',
    '9.9.9.10',
    '104.15.255.255',
    '2001:db8:2::45',
    '2001:db8:99::/48',
    '::ffff:51.81.104.115',
    '64:ff9b::51.81.104.115',
    '2002:3351:6873::1',
  ])('lets %s be blocked', (text) => expect(refused(text)).toBeNull());

  it('gives the kernel joined ranges of one family', () => {
    const ranges = neverRanges(never, 4).map(formatRange);
    expect(ranges).toContain('198.51.100.44');
    expect(ranges).toContain('224.0.0.0/3');
    expect(neverRanges(never, 6).every(({ family }) => family === 6)).toBe(true);
  });

  // bench/block/never.mjs runs a million of these.
  it('never lets a range through that holds a protected address, in whatever form', () => {
    const guarded = ['198.51.100.44', '203.0.113.10', '203.0.113.1', '9.9.9.9', '104.20.1.2', '10.9.8.7', '127.0.0.1'];
    const hidden = guarded.flatMap((text) => {
      const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(text).toByteArray();
      const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      return [text, `::ffff:${text}`, `64:ff9b::${text}`, `::${text}`, `::ffff:0:${text}`, `2002:${hex}::5`];
    });
    fc.assert(
      fc.property(fc.constantFrom(...hidden, '2001:db8:2::44', '2606:4700::77'), fc.nat(128), (address, length) => {
        const range = parseRange(address);
        if (range === null || (range.family === 4 && length > 32)) return;
        const text = `${formatAddress(range.family, networkOf(range.family, range.first, length).first)}/${length}`;
        expect(refused(text), text).not.toBeNull();
      }),
      { numRuns: 5000 },
    );
  });

  it('agrees with ipaddr.js on random addresses', () => {
    const ranges = [...exampleHost.own, ...exampleHost.gateways, ...exampleHost.resolvers, ...exampleHost.sshPeers];
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const special = !['unicast', 'reserved', 'as112', 'amt'].includes(ipaddr.IPv4.parse(text).range());
        const own = ranges.includes(text) || ipaddr.IPv4.parse(text).match(ipaddr.IPv4.parse('104.16.0.0'), 13);
        if (special || own) expect(refused(text), text).not.toBeNull();
      }),
      { numRuns: 3000 },
    );
  });
});
