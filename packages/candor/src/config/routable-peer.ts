import ipaddr from 'ipaddr.js';

/** True for an address outside private, loopback and link-local ranges. */
export function isRoutablePeer(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}
