import ipaddr from 'ipaddr.js';
import type { Bundle } from '../../core/evidence.js';
import { hasContent } from '../../core/evidence.js';
import type { Policy } from '../../core/policy.js';

/** Artefacts in which a peer may be declared: its mention there makes it the site's own (FOREIGN_ADDRESS). */
const declaring: ReadonlySet<string> = new Set([
  'compose.file',
  'compose.env',
  'app.package-json',
  'app.lockfile',
  'app.source',
  'nginx.config',
  'policy',
  'host.resolver',
]);

/** Sources that FOREIGN_ADDRESS searches, and those of them that this bundle does not carry. */
export interface DeclaredPeers {
  readonly searched: readonly string[];
  readonly notSearched: readonly string[];
  readonly isDeclared: (peer: string) => boolean;
}

/** Looks a peer up in sources, configuration, lock files and declared destinations. */
export function declaredPeers(bundle: Pick<Bundle, 'artifacts'>, policy: Policy): DeclaredPeers {
  const texts = bundle.artifacts.filter((artifact) => declaring.has(artifact.id) && hasContent(artifact));
  const have = new Set(texts.map((artifact) => artifact.id));
  const destinations = policy.destinations.map((destination) => destination.to.toLowerCase());
  let lowered: string[] | null = null;
  return {
    searched: [...have].sort(),
    notSearched: [...declaring].filter((id) => !have.has(id)).sort(),
    isDeclared: (peer) => {
      const wanted = peer.toLowerCase();
      if (destinations.some((destination) => covers(destination, wanted))) return true;
      lowered ??= texts.map((artifact) => artifact.text().toLowerCase());
      return lowered.some((text) => mentions(text, wanted));
    },
  };
}

function covers(destination: string, peer: string): boolean {
  if (destination === peer || (destination.startsWith('*.') && peer.endsWith(destination.slice(1)))) return true;
  if (!destination.includes('/') || !ipaddr.isValid(peer) || !ipaddr.isValidCIDR(destination)) return false;
  const [range, bits] = ipaddr.parseCIDR(destination);
  const address = ipaddr.parse(peer);
  return address.kind() === range.kind() && address.match(range, bits);
}

/** A whole-word mention: 1.2.3.4 is not in 11.2.3.45. */
function mentions(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + wanted.length] ?? ' ';
    if (!/[\w.-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

/** True for an address or host name that can lie on another network; private, loopback and single-label names cannot. */
export function isRoutable(peer: string): boolean {
  if (ipaddr.isValid(peer)) {
    const range = ipaddr.process(peer).range();
    return range === 'unicast' || range === 'reserved' || range === '6to4' || range === 'teredo';
  }
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i.test(peer) && !/\.(local|internal|lan|localdomain|home|arpa)$/i.test(peer);
}
