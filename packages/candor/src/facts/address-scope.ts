import ipaddr from 'ipaddr.js';

/** Who can reach a socket that is bound to an address: everybody, the local networks, or this host alone. */
export type AddressScope = 'all' | 'public' | 'local-network' | 'loopback';

const localRanges = new Set(['private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat', 'multicast']);

/**
 * Scope of a listening address as `ss`, `/proc/net` or Docker writes it: `*`, `[::]`, `127.0.0.53%lo`,
 * `::ffff:127.0.0.1`. What cannot be read counts as `all`: doubt never hides an open door.
 */
export function addressScope(address: string): AddressScope {
  const bare = bareAddress(address);
  if (bare === '' || bare === '*') return 'all';
  if (!ipaddr.isValid(bare)) return bare === 'localhost' ? 'loopback' : 'all';
  const range = ipaddr.process(bare).range();
  if (range === 'unspecified') return 'all';
  if (range === 'loopback') return 'loopback';
  return localRanges.has(range) ? 'local-network' : 'public';
}

/** The address without brackets and `%interface`. */
export function bareAddress(address: string): string {
  return address
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/[%\]].*$/, '');
}

/** True when the address is inside one of the ranges (`203.0.113.0/24`, or a single address); false for what is no address. */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  const bare = bareAddress(address);
  if (!ipaddr.isValid(bare)) return false;
  const parsed = ipaddr.process(bare);
  return ranges.some((range) => {
    if (!range.includes('/')) return ipaddr.isValid(range) && ipaddr.process(range).toString() === parsed.toString();
    if (!ipaddr.isValidCIDR(range)) return false;
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  });
}
