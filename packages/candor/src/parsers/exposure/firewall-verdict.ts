import { addressScope, bareAddress } from '../../facts/address-scope.js';
import type { FirewallReading } from '../../facts/firewall.js';
import { decides, type Packet } from '../../formats/firewall/index.js';

/** A door as the packet filter sees it. */
export interface Door {
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  readonly containerPort: number | null;
  /** Addresses of the container behind a published port, one for each of its networks; empty = not known, or the host itself. */
  readonly containerAddresses: readonly string[];
  readonly forwarded: boolean;
  /** Address that it is bound to. */
  readonly address: string;
}

/** A documentation address (RFC 5737, RFC 3849): stands for any stranger on the Internet. */
const stranger = { ip: '198.51.100.77', ip6: '2001:db8:ffff::77' } as const;

/**
 * The control that stops a stranger at this door for one family; null when nothing provably does. All tools look at
 * one kernel, and a packet has to pass every table: one drop is enough. The engine forwards to one of the container's
 * networks, which one cannot be told: every way to it must be stopped. ufw's summary counts for the host's own ports
 * alone, because published ports bypass it (moby#4737).
 */
export function blockedBy(readings: readonly FirewallReading[], door: Door, family: 'ip' | 'ip6'): string | null {
  const stops = waysTo(door, family).map((way) => stopOn(readings, way));
  return stops.every((stop) => stop !== null) ? (stops[0] ?? null) : null;
}

/** Packets that a stranger's connection is in one after the other. */
interface Way {
  readonly packets: readonly Packet[];
  readonly forwarded: boolean;
}

function stopOn(readings: readonly FirewallReading[], way: Way): string | null {
  for (const { tool, ruleset, active } of readings) {
    if (!active || (tool === 'ufw' && way.forwarded)) continue;
    for (const packet of way.packets) {
      const decision = decides(ruleset, packet);
      if (decision === 'drop' || decision === 'reject') {
        const verb = decision === 'drop' ? 'drops' : 'refuses';
        return `${tool}: the ${packet.hook} chain ${verb} new ${packet.family === 'ip' ? 'IPv4' : 'IPv6'} connections`;
      }
    }
  }
  return null;
}

/** True when the host's own chain would drop this port: the deny that a published port bypasses. */
export function hostChainDrops(readings: readonly FirewallReading[], door: Door): boolean {
  const asHost = { ...door, forwarded: false, containerPort: null, containerAddresses: [] };
  return blockedBy(readings, asHost, 'ip') !== null;
}

/**
 * To the host's own socket by `input`; to a container by `forward`, once for each of its addresses. A container without
 * an IPv6 address is reached by IPv6 through docker-proxy, which is a socket of the host.
 */
function waysTo(door: Door, family: 'ip' | 'ip6'): readonly Way[] {
  const bound = addressScope(door.address) === 'public' ? { daddr: bareAddress(door.address) } : {};
  const base = {
    family,
    proto: door.proto,
    saddr: stranger[family],
    inInterface: 'eth0',
    origDport: door.port,
  } as const;
  const before: Packet = { ...base, ...bound, hook: 'prerouting', dport: door.port };
  const own: Way = { packets: [before, { ...before, hook: 'input' }], forwarded: false };
  if (!door.forwarded) return [own];
  const inside = door.containerAddresses.filter((address) => address.includes(':') === (family === 'ip6'));
  const into = inside.length > 0 || door.containerAddresses.length > 0 ? inside : [null];
  const ways = into.map((daddr): Way => {
    const to = daddr === null ? {} : { daddr };
    const after: Packet = { ...base, ...to, hook: 'forward', dport: door.containerPort ?? door.port };
    return { packets: [before, after], forwarded: true };
  });
  return family === 'ip6' && inside.length === 0 ? [own, ...ways] : ways.length > 0 ? ways : [own];
}
