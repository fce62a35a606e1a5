import { addressScope, bareAddress } from '../../facts/address-scope.js';
import type { FirewallReading } from '../../facts/firewall.js';
import { decides, type Packet } from '../../formats/firewall/index.js';

/** A door as the packet filter sees it. */
export interface Door {
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  readonly containerPort: number | null;
  /** Address of the container behind a published port; null where the host itself answers. */
  readonly containerAddress: string | null;
  readonly forwarded: boolean;
  /** Address that it is bound to. */
  readonly address: string;
}

/** A documentation address (RFC 5737, RFC 3849): stands for any stranger on the Internet. */
const stranger = { ip: '198.51.100.77', ip6: '2001:db8:ffff::77' } as const;

/**
 * The control that stops a stranger at this door for one family; null when nothing provably does. All tools look at
 * one kernel, and a packet has to pass every table: one drop is enough. ufw's summary counts for the host's own ports
 * alone, because published ports bypass it (moby#4737).
 */
export function blockedBy(readings: readonly FirewallReading[], door: Door, family: 'ip' | 'ip6'): string | null {
  for (const { tool, ruleset, active } of readings) {
    if (!active || (tool === 'ufw' && door.forwarded)) continue;
    for (const packet of packetsOf(door, family)) {
      const decision = decides(ruleset, packet);
      if (decision === 'drop' || decision === 'reject') {
        const verb = decision === 'drop' ? 'drops' : 'refuses';
        return `${tool}: the ${packet.hook} chain ${verb} new ${family === 'ip' ? 'IPv4' : 'IPv6'} connections`;
      }
    }
  }
  return null;
}

/** True when the host's own chain would drop this port: the deny that a published port bypasses. */
export function hostChainDrops(readings: readonly FirewallReading[], door: Door): boolean {
  const asHost = { ...door, forwarded: false, containerPort: null, containerAddress: null };
  return blockedBy(readings, asHost, 'ip') !== null;
}

function packetsOf(door: Door, family: 'ip' | 'ip6'): readonly Packet[] {
  const bound = addressScope(door.address) === 'public' ? { daddr: bareAddress(door.address) } : {};
  const base = { family, proto: door.proto, saddr: stranger[family], inInterface: 'eth0' } as const;
  const before: Packet = { ...base, ...bound, hook: 'prerouting', dport: door.port, origDport: door.port };
  if (!door.forwarded) return [before, { ...base, ...bound, hook: 'input', dport: door.port, origDport: door.port }];
  const inside = door.containerAddress === null ? {} : { daddr: door.containerAddress };
  const after: Packet = {
    ...base,
    ...inside,
    hook: 'forward',
    dport: door.containerPort ?? door.port,
    origDport: door.port,
  };
  return [before, after];
}
