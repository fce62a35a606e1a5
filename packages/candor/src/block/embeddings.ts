import { type IpRange, networkOf, parseAddress } from './ip-range.js';

/** `2002::/16`: 6to4, the IPv4 address in bits 16 to 47 (RFC 3056). */
const SIX_TO_FOUR = 0x2002n << 112n;

/** /96 prefixes whose last 32 bits are an IPv4 address. */
const LAST_BITS = [
  /** Mapped (RFC 4291 2.5.5.2). */
  '::ffff:0:0',
  /** Compatible, deprecated (RFC 4291 2.5.5.1). */
  '::',
  /** Translated (RFC 7915, SIIT). */
  '::ffff:0:0:0',
  /** NAT64's well-known prefix (RFC 6052). */
  '64:ff9b::',
].map((text) => parseAddress(text)?.first ?? 0n);

/** Every IPv6 range in which an IPv4 range can be hidden. An IPv6 range has none. */
export function embeddingsOf(range: IpRange): IpRange[] {
  if (range.family === 6) return [];
  const { first, last } = range;
  return [
    ...LAST_BITS.map((prefix) => ({ family: 6 as const, first: prefix | first, last: prefix | last })),
    { family: 6, first: SIX_TO_FOUR | (first << 80n), last: SIX_TO_FOUR | (last << 80n) | ((1n << 80n) - 1n) },
  ];
}

/** An IPv4 range written as a mapped one (`::ffff:203.0.113.0/120`) as itself: the kernel sees such a client as IPv4. */
export function unmapped(range: IpRange): IpRange {
  const mapped = networkOf(6, LAST_BITS[0] ?? 0n, 96);
  if (range.family === 4 || range.first < mapped.first || range.last > mapped.last) return range;
  return { family: 4, first: range.first - mapped.first, last: range.last - mapped.first };
}
