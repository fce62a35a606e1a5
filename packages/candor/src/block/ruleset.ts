import { formatRange, type IpRange } from './ip-range.js';

/** Elements in one set; more is refused by the kernel ("Too many open files in system"). */
const setSize = 1_048_576;

const types = { 4: 'ipv4_addr', 6: 'ipv6_addr' } as const;
const families = [4, 6] as const;

/** `ip` or `ip6`, as nft names the header. */
const header = { 4: 'ip', 6: 'ip6' } as const;

const never = families.map((f) => `add set inet candor never${f} { type ${types[f]}; flags interval; }`);

/** Hash sets for addresses, interval sets for networks; each element with its own expiry and counter. */
const sets = families.flatMap((f) => [
  ...['in', 'out', 'both'].flatMap((kind) => [
    `add set inet candor ${kind}${f} { type ${types[f]}; size ${setSize}; flags timeout; counter; }`,
    `add set inet candor ${kind}${f}net { type ${types[f]}; flags interval,timeout; counter; }`,
  ]),
  `add set inet candor pair${f} { type ${types[f]} . ${types[f]}; size ${setSize}; flags timeout; counter; }`,
  `add set inet candor pair${f}net { type ${types[f]} . ${types[f]}; flags interval,timeout; counter; }`,
]);

const chains = [
  // Before raw (-300), connection tracking (-200) and Docker's DNAT (-100): a flood costs next to nothing.
  'add chain inet candor early { type filter hook prerouting priority -310; policy accept; }',
  // After connection tracking, still before DNAT: who opened the connection is known, and all its packets pass here.
  'add chain inet candor ingress { type filter hook prerouting priority -150; policy accept; }',
  'add chain inet candor forward { type filter hook forward priority -5; policy accept; }',
  'add chain inet candor output { type filter hook output priority -5; policy accept; }',
  'add chain inet candor egress',
  'add chain inet candor refuse',
];

const chainNames = ['early', 'ingress', 'forward', 'output', 'egress', 'refuse'];

/** A rule for the hash set and the interval set of each family. */
function each(chain: string, kind: string, before: string, side: 'saddr' | 'daddr', verdict: string): string[] {
  return families.flatMap((f) =>
    ['', 'net'].map((tail) =>
      ['add rule inet candor', chain, before, `${header[f]} ${side} @${kind}${f}${tail}`, verdict]
        .filter(Boolean)
        .join(' '),
    ),
  );
}

function neverRules(chain: string, side: 'saddr' | 'daddr'): string[] {
  return families.map((f) => `add rule inet candor ${chain} ${header[f]} ${side} @never${f} accept`);
}

const opens = 'tcp flags & (fin|syn|rst|ack) == syn';

const early = [
  ...neverRules('early', 'saddr'),
  ...['in', 'both'].flatMap((kind) => each('early', kind, opens, 'saddr', 'drop')),
];

const ingress = [
  ...neverRules('ingress', 'saddr'),
  ...each('ingress', 'both', '', 'saddr', 'drop'),
  // Answers to connections that this side opened: whoever may not call may still be called.
  'add rule inet candor ingress ct direction reply accept',
  ...each('ingress', 'in', '', 'saddr', 'drop'),
];

const egress = [
  'add rule inet candor forward jump egress',
  'add rule inet candor output jump egress',
  ...neverRules('egress', 'daddr'),
  ...each('egress', 'both', '', 'daddr', 'goto refuse'),
  // What a blocked peer had opened before: our half of it ends as well.
  ...each('egress', 'in', 'ct direction reply', 'daddr', 'goto refuse'),
  // A connection that tracking forgot and picks up in its middle (nf_conntrack_tcp_loose) would look like our own.
  ...each('egress', 'in', 'ct state new tcp flags & (fin|syn|rst|ack) != syn', 'daddr', 'goto refuse'),
  'add rule inet candor egress ct direction reply accept',
  ...each('egress', 'out', '', 'daddr', 'goto refuse'),
  ...families.flatMap((f) =>
    ['', 'net'].map(
      (tail) => `add rule inet candor egress ${header[f]} saddr . ${header[f]} daddr @pair${f}${tail} goto refuse`,
    ),
  ),
];

/** A reset ends a connection that stands; a new one is told at once that it is forbidden. */
const refuse = [
  'add rule inet candor refuse meta l4proto tcp ct state established reject with tcp reset',
  'add rule inet candor refuse reject with icmpx type admin-prohibited',
];

/**
 * The transaction that makes or renews `table inet candor` (nft(8)): idempotent, atomic, and the `never` sets first in
 * every chain. Elements that stand keep their expiry and counters.
 */
export function tableText(neverOf: (family: 4 | 6) => readonly IpRange[]): string {
  const fill = families.flatMap((f) => {
    const ranges = neverOf(f);
    return [
      `flush set inet candor never${f}`,
      ...(ranges.length === 0 ? [] : [`add element inet candor never${f} { ${ranges.map(formatRange).join(', ')} }`]),
    ];
  });
  return [
    'add table inet candor',
    ...never,
    ...sets,
    ...chains,
    ...fill,
    ...chainNames.map((name) => `flush chain inet candor ${name}`),
    ...early,
    ...ingress,
    ...egress,
    ...refuse,
    '',
  ].join('\n');
}
