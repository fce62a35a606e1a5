import { formatAddress } from '../block/ip-range.js';

/** Local IPv4 addresses of /proc/net/fib_trie (proc(5)): leaves marked `/32 host LOCAL`, also of interfaces that are down. */
export function localIpv4(fibTrie: string): string[] {
  const found = new Set<string>();
  let leaf = '';
  for (const line of fibTrie.split('\n')) {
    leaf = /\|-- (\d{1,3}(?:\.\d{1,3}){3})$/.exec(line)?.[1] ?? leaf;
    if (leaf !== '' && /\/32 host LOCAL$/.test(line)) found.add(leaf);
  }
  return [...found];
}

/** Addresses of /proc/net/if_inet6: 32 hex digits a line. */
export function localIpv6(ifInet6: string): string[] {
  return ifInet6.split('\n').flatMap((line) => {
    const hex = /^([0-9a-f]{32}) /.exec(line)?.[1];
    return hex === undefined ? [] : [formatAddress(6, BigInt(`0x${hex}`))];
  });
}

/** A row of a routing table. */
export interface Route {
  readonly device: string;
  /** CIDR. */
  readonly network: string;
  readonly gateway: string | null;
}

/** /proc/net/route: words of the machine's byte order (little-endian on every platform of Node with Docker). */
export function ipv4Routes(text: string): Route[] {
  return text.split('\n').flatMap((line) => {
    const [device = '', destination = '', gateway = '', , , , , mask = ''] = line.split('\t');
    if (![destination, gateway, mask].every((word) => /^[0-9A-F]{8}$/.test(word))) return [];
    const bits = swapped(mask).toString(2).replaceAll('0', '').length;
    const via = swapped(gateway);
    return [
      {
        device,
        network: `${formatAddress(4, swapped(destination))}/${bits}`,
        gateway: via === 0n ? null : formatAddress(4, via),
      },
    ];
  });
}

/** /proc/net/ipv6_route: destination, its prefix, source, its prefix, next hop, …, device. */
export function ipv6Routes(text: string): Route[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [destination = '', prefix = '', , , via = ''] = fields;
    if (!/^[0-9a-f]{32}$/.test(destination) || !/^[0-9a-f]{32}$/.test(via) || !/^[0-9a-f]{2}$/.test(prefix)) return [];
    const gateway = BigInt(`0x${via}`);
    return [
      {
        device: fields.at(-1) ?? '',
        network: `${formatAddress(6, BigInt(`0x${destination}`))}/${Number.parseInt(prefix, 16)}`,
        gateway: gateway === 0n ? null : formatAddress(6, gateway),
      },
    ];
  });
}

/** A TCP socket of /proc/net/tcp or tcp6. */
export interface TcpRow {
  readonly localPort: number;
  readonly peer: string;
  /** include/net/tcp_states.h: 1 established, 10 listening. */
  readonly state: number;
  readonly inode: string;
}

/** Sockets of /proc/net/tcp and /proc/net/tcp6 (proc(5)). */
export function tcpRows(text: string): TcpRow[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4} ([0-9A-F]{2}) (.*)$/.exec(
      line,
    );
    if (match === null) return [];
    const [, , port = '', peer = '', state = '', rest = ''] = match;
    return [
      {
        localPort: Number.parseInt(port, 16),
        peer: peerOf(peer),
        state: Number.parseInt(state, 16),
        inode: rest.trim().split(/\s+/)[5] ?? '0',
      },
    ];
  });
}

function peerOf(hex: string): string {
  if (hex.length === 8) return formatAddress(4, swapped(hex));
  const words = hex.match(/.{8}/g) ?? [];
  const value = words.reduce((sum, word) => (sum << 32n) | swapped(word), 0n);
  return value >> 32n === 0xffffn ? formatAddress(4, value & 0xffffffffn) : formatAddress(6, value);
}

function swapped(hex: string): bigint {
  return BigInt(`0x${(hex.match(/../g) ?? []).reverse().join('')}`);
}
