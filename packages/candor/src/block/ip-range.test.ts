import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { formatAddress, formatRange, mergeRanges, overlaps, parseAddress, parseRange } from './ip-range.js';

describe('parseRange', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9/24', '203.0.113.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['::ffff:203.0.113.9', '::ffff:cb00:7109'],
    ['::', '::'],
    ['::/0', '::/0'],
    ['fe80::1', 'fe80::1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ])('%s is %s', (text, written) => {
    const range = parseRange(text);
    expect(range && formatRange(range)).toBe(written);
  });

  it.each([
    '',
    '203.0.113',
    '203.0.113.09',
    '0x7f.0.0.1',
    '203.0.113.9/33',
    '203.0.113.9/08',
    '203.0.113.9/-1',
    '203.0.113.0/255.255.255.0',
    'fe80::1%eth0',
    '2001:db8::/129',
    '1::2::3',
    'example.org',
    `${'1'.repeat(60)}`,
  ])('%s is none', (text) => expect(parseRange(text)).toBeNull());

  it('reads every IPv6 address as ipaddr.js does, and writes what reads back', () => {
    fc.assert(
      // ipaddr.js takes `::0.0.0.0` for an IPv4-mapped address; RFC 4291 (2.5.5.1) says that it is none.
      fc.property(
        fc.ipV6().filter((text) => !/^::\d+\./.test(text)),
        (text) => {
          const mine = parseAddress(text);
          const bytes = ipaddr.IPv6.parse(text).toByteArray();
          expect(mine?.first).toBe(bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
          expect(parseAddress(formatAddress(6, mine?.first ?? -1n))?.first).toBe(mine?.first);
        },
      ),
    );
  });
});

describe('overlaps and mergeRanges', () => {
  const range = (text: string) => parseRange(text) ?? expect.fail(`${text} is no range`);
  it('knows families apart', () => expect(overlaps(range('0.0.0.0/0'), range('::/0'))).toBe(false));
  it('sees a shared end', () => expect(overlaps(range('10.0.0.0/31'), range('10.0.0.1'))).toBe(true));
  it('joins what touches and keeps what does not', () =>
    expect(
      mergeRanges([range('10.0.0.2'), range('10.0.0.0/31'), range('10.0.0.9'), range('10.0.0.0/30')]).map(formatRange),
    ).toEqual(['10.0.0.0/30', '10.0.0.9']));
});
