import type { HostView } from '../never-list.js';

/** A server with a provider's gateway, a Docker bridge, an operator on SSH. */
export const exampleHost: HostView = {
  own: ['203.0.113.10', '2001:db8:1::10', '127.0.0.1', '::1', '172.18.0.1'],
  inner: ['172.18.0.0/16'],
  gateways: ['203.0.113.1', 'fe80::1'],
  resolvers: ['9.9.9.9'],
  sshPeers: ['198.51.100.44', '2001:db8:2::44'],
};

/** Two of Cloudflare's published ranges. */
export const exampleEdge = { name: 'cloudflare', ranges: ['104.16.0.0/13', '2606:4700::/32'] };
