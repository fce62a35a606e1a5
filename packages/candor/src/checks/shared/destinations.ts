import type { Policy } from '../../core/policy.js';
import { addressScope, isInRanges } from '../../facts/address-scope.js';
import type { Connection } from '../../facts/sockets.js';

/** True for a peer on another network: no loopback, no private address, not this host's own name service. */
export function isPublicPeer(address: string): boolean {
  return addressScope(address) === 'public';
}

/** True when the policy allows the destination, by address, range or name. `from` is a service or container name. */
export function isDeclared(policy: Policy, peer: { host: string; port: number | null; from: string | null }): boolean {
  return policy.destinations.some((destination) => {
    if (destination.port !== undefined && destination.port !== peer.port) return false;
    if (destination.from !== undefined && peer.from !== null && !peer.from.includes(destination.from)) return false;
    const to = destination.to.toLowerCase();
    const host = peer.host.toLowerCase();
    return to === host || (to.startsWith('*.') && host.endsWith(to.slice(1))) || isInRanges(host, [to]);
  });
}

/** True when a destination declared by name may be this address: names are not resolved, and services share addresses. */
export function mayBeNamed(policy: Policy, peer: { port: number | null; from: string }): boolean {
  return policy.destinations.some(({ to, port, from }) => {
    if (/^[\d./]+$|:/.test(to)) return false;
    return (port === undefined || port === peer.port) && (from === undefined || peer.from.includes(from));
  });
}

/** Connections to other networks that this side opened, without questions to name servers. */
export function outboundPublic(list: readonly Connection[]): readonly Connection[] {
  return list.filter(
    (connection) =>
      connection.outbound &&
      isPublicPeer(connection.peerAddress) &&
      connection.peerPort !== 53 &&
      connection.peerPort !== 123,
  );
}

/** `pid 4200 (node) → 203.0.113.9:443`. */
export function connectionText(connection: Connection): string {
  const who = connection.pid === null ? '' : `pid ${connection.pid} (${connection.processName ?? '?'}) → `;
  return `${who}${connection.peerAddress}:${connection.peerPort}`;
}

/** Ports on which mining pools answer (checks.md, RTC-08). */
export const poolPorts: ReadonlySet<number> = new Set([3333, 4444, 5555, 7777, 13_333, 14_444]);
