import { embeddingsOf } from './embeddings.js';
import { type IpRange, mergeRanges, overlaps, parseRange } from './ip-range.js';

/** What of the host must stay reachable; addresses or CIDR ranges in their usual spelling. */
export interface HostView {
  /** Addresses of the host's own interfaces. */
  readonly own: readonly string[];
  /** Networks of bridges and tunnels: containers, VPN. */
  readonly inner: readonly string[];
  readonly gateways: readonly string[];
  /** Name servers of resolv.conf(5). */
  readonly resolvers: readonly string[];
  /** Peers of the SSH connections that are open now. */
  readonly sshPeers: readonly string[];
}

/** A range that is never blocked, and why. */
export interface NeverEntry {
  readonly range: IpRange;
  readonly why: string;
}

/** Answers whether a range may be blocked. */
export interface NeverList {
  readonly entries: readonly NeverEntry[];
  /** The entry that a range has an address in common with, also hidden in an IPv6 form; null = it may be blocked. */
  readonly refusal: (range: IpRange) => NeverEntry | null;
}

/** Ranges that are nobody's on the public internet (RFC 6890 and the IANA special-purpose registries). */
const SPECIAL: readonly (readonly [string, string])[] = [
  ['0.0.0.0/8', '"this network" (RFC 791)'],
  ['10.0.0.0/8', 'a private range (RFC 1918)'],
  ['100.64.0.0/10', 'shared address space, as Tailscale and providers use it (RFC 6598)'],
  ['127.0.0.0/8', 'loopback (RFC 1122)'],
  ['169.254.0.0/16', 'link-local, with the cloud metadata service (RFC 3927)'],
  ['172.16.0.0/12', 'a private range (RFC 1918)'],
  ['192.0.0.0/24', 'IETF protocol assignments (RFC 6890)'],
  ['192.168.0.0/16', 'a private range (RFC 1918)'],
  ['198.18.0.0/15', 'a private test range (RFC 2544)'],
  ['224.0.0.0/4', 'multicast (RFC 5771)'],
  ['240.0.0.0/4', 'reserved and broadcast (RFC 1112)'],
  ['::/128', 'unspecified (RFC 4291)'],
  ['::1/128', 'loopback (RFC 4291)'],
  ['64:ff9b:1::/48', 'local translation of IPv4 (RFC 8215)'],
  ['2001::/32', 'Teredo, which hides an IPv4 address (RFC 4380); block that address'],
  ['fc00::/7', 'a private range (RFC 4193)'],
  ['fe80::/10', 'link-local (RFC 4291)'],
  ['fec0::/10', 'a private range (RFC 3879)'],
  ['ff00::/8', 'multicast (RFC 4291)'],
];

/** The list for a host: special ranges, what the host needs to live, and the edge in front of it. */
export function neverList(
  host: HostView,
  edge: { readonly name: string; readonly ranges: readonly string[] } | null,
): NeverList {
  const named = (texts: readonly string[], why: string) => texts.map((text) => [text, why] as const);
  const all = [
    ...named(host.sshPeers, 'the peer of an open SSH connection: it may be your own'),
    ...named(host.own, "one of this host's own addresses"),
    ...named(host.gateways, 'a gateway of this host'),
    ...named(host.resolvers, 'a name server of this host'),
    ...named(host.inner, 'a network of containers or a VPN on this host'),
    ...named(edge?.ranges ?? [], `the edge ${edge?.name ?? ''} in front of this site: every visitor comes from there`),
    ...SPECIAL,
  ];
  return index(
    all.flatMap(([text, why]) => {
      const range = parseRange(text);
      return range === null ? [] : [{ range, why }];
    }),
  );
}

/** Ranges of one family for the `never` set of the kernel, joined. */
export function neverRanges(list: NeverList, family: 4 | 6): IpRange[] {
  return mergeRanges(list.entries.map(({ range }) => range).filter((range) => range.family === family));
}

/** A binary search answers most questions; a refusal then looks for the entry that says most, the host's own first. */
function index(entries: readonly NeverEntry[]): NeverList {
  const hidden = entries.flatMap(({ range, why }) =>
    embeddingsOf(range).map((inner) => ({ range: inner, why: `${why}, hidden in IPv6` })),
  );
  const all = [...entries, ...hidden];
  const merged = mergeRanges(all.map(({ range }) => range));
  const families = { 4: merged.filter(({ family }) => family === 4), 6: merged.filter(({ family }) => family === 6) };
  return {
    entries,
    refusal: (range) =>
      touches(families[range.family], range) ? (all.find((entry) => overlaps(entry.range, range)) ?? null) : null,
  };
}

/** Whether one of some sorted, separate ranges has an address in common with another. */
function touches(sorted: readonly IpRange[], range: IpRange): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.first ?? 0n) <= range.last) low = middle + 1;
    else high = middle;
  }
  const last = sorted[low - 1]?.last;
  return last !== undefined && last >= range.first;
}
