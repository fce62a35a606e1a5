import { type EvidenceRef, isNonEmpty } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown } from '../core/fact.js';
import { defaultPolicy, type Policy } from '../core/policy.js';
import { addressScope, bareAddress } from '../facts/address-scope.js';
import { containers } from '../facts/containers.js';
import { type ExposurePath, exposurePaths } from '../facts/exposure.js';
import { type FirewallReading, firewall } from '../facts/firewall.js';
import { policy } from '../facts/policy.js';
import { hostListeners } from '../facts/sockets.js';
import { pathsBehindProxy } from './exposure/behind-proxy.js';
import { type OpenPort, openPorts } from './exposure/doors.js';
import { blockedBy, type Door, hostChainDrops } from './exposure/firewall-verdict.js';
import { ordinarySocket, serviceKind } from './exposure/service-kind.js';
import { defineParser, type ParseContext } from './parser.js';

/** Who can reach what: sockets and published ports, as far as the packet filter lets strangers through. */
export const exposurePathsParser = defineParser(exposurePaths, (context): Fact<readonly ExposurePath[]> => {
  const listeners = context.fact(hostListeners);
  const all = context.fact(containers);
  if (listeners.status === 'unknown' && all.status === 'unknown') return unknown(listeners.reason, listeners.detail);
  const rules = context.fact(firewall);
  const declared = context.fact(policy);
  const ports = openPorts(listeners.status === 'known' ? listeners.value : [], all.status === 'known' ? all.value : []);
  const view: View = {
    readings: rules.status === 'known' ? rules.value : null,
    policy: declared.status === 'known' ? declared.value : defaultPolicy,
  };
  const direct = ports.flatMap((port) => pathsOf(port, view));
  const paths = [...direct, ...pathsBehindProxy(context, direct)];
  const evidence: EvidenceRef[] = [listeners, all, rules].flatMap((fact) =>
    fact.status === 'known' ? fact.evidence : [],
  );
  if (!isNonEmpty(evidence)) return unknown('not-collected', 'no sockets and no containers were read');
  const gap = gapOf(context);
  return gap ? partial(paths, gap, evidence, context.now) : known(paths, evidence, context.now);
});

interface View {
  /** Null = the packet filter was not read. */
  readonly readings: readonly FirewallReading[] | null;
  readonly policy: Policy;
}

/** Sockets must be read whole. Containers may be listed in part: docker-proxy shows their ports among the sockets. */
function gapOf(context: ParseContext): Gap | null {
  const listeners = context.fact(hostListeners);
  if (listeners.status === 'unknown') return listeners;
  if (!listeners.complete) return listeners.gap;
  const all = context.fact(containers);
  if (all.status === 'known') return null;
  const proxied = listeners.value.some(({ processName }) => processName === 'docker-proxy');
  return proxied ? null : all;
}

/** One path for each group of addresses that shares its fate: loopback, local network, and the Internet by family. */
function pathsOf(port: OpenPort, view: View): readonly ExposurePath[] {
  const groups = new Map<
    string,
    { readonly from: ExposurePath['from']; readonly blocked: string | null; readonly addresses: string[] }
  >();
  for (const address of port.addresses) {
    for (const { from, blocked } of fates(port, address, view)) {
      const key = `${from}|${blocked ?? ''}`;
      const group = groups.get(key) ?? { from, blocked, addresses: [] };
      if (!group.addresses.includes(address)) group.addresses.push(address);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map((group) => describe(port, group, view));
}

function fates(
  port: OpenPort,
  address: string,
  view: View,
): readonly { readonly from: ExposurePath['from']; readonly blocked: string | null }[] {
  const scope = addressScope(address);
  if (scope === 'loopback') return [{ from: 'loopback', blocked: null }];
  if (scope === 'local-network') return [{ from: 'local-network', blocked: null }];
  return familiesOf(address, port.addresses).map((family) => ({
    from: 'internet',
    blocked: blockedBy(view.readings ?? [], doorOf(port, address), family),
  }));
}

/** `::` may be a dual-stack socket (ipv6(7), bindv6only): without an IPv4 twin it is looked at by both families. */
function familiesOf(address: string, siblings: readonly string[]): readonly ('ip' | 'ip6')[] {
  const bare = bareAddress(address);
  const alone = !siblings.some((sibling) => addressScope(sibling) === 'all' && !bareAddress(sibling).includes(':'));
  if (bare === '*' || bare === '' || (bare === '::' && alone)) return ['ip', 'ip6'];
  return bare.includes(':') ? ['ip6'] : ['ip'];
}

function doorOf(port: OpenPort, address: string): Door {
  const own = port.container?.networks ?? [];
  const containerAddresses = own.flatMap((network) => [network.ipAddress, network.ipv6Address ?? '']).filter(Boolean);
  const { proto, containerPort } = port;
  return { proto, port: port.port, containerPort, containerAddresses, forwarded: port.published, address };
}

function describe(
  port: OpenPort,
  group: {
    readonly from: ExposurePath['from'];
    readonly blocked: string | null;
    readonly addresses: readonly string[];
  },
  view: View,
): ExposurePath {
  const owner = port.container?.name ?? port.processName ?? 'an unnamed process';
  const kind = port.container ? 'container' : 'host';
  const ordinary = port.published ? null : ordinarySocket(port.proto, port.port, port.processName);
  return {
    from: group.from === 'internet' && ordinary !== null && port.port !== 123 ? 'local-network' : group.from,
    to: `${kind}:${owner}:${port.port}/${port.proto}`,
    subject: port.container ? `container:${port.container.name}` : 'host',
    proto: port.proto,
    port: port.port,
    containerPort: port.containerPort,
    addresses: group.addresses,
    kind: serviceKind(port),
    path: stepsOf(port, group.addresses),
    blockedBy: group.blocked,
    declared: view.policy.ports.some((entry) => entry.port === port.port && entry.proto === port.proto),
    notes: notesOf(port, group, view, ordinary),
    evidence: port.evidence,
  };
}

function stepsOf(port: OpenPort, addresses: readonly string[]): readonly string[] {
  const bound = addresses.map(
    (address) =>
      `${bareAddress(address).includes(':') ? `[${bareAddress(address)}]` : bareAddress(address)}:${port.port}`,
  );
  const door = bound.join(', ');
  if (port.container) return [door, port.processName ?? 'published by the engine', port.container.name];
  if (port.published) return [door, 'docker-proxy', 'a container that was not listed'];
  return [door, port.processName ?? 'an unnamed process'];
}

function notesOf(
  port: OpenPort,
  group: {
    readonly from: ExposurePath['from'];
    readonly blocked: string | null;
    readonly addresses: readonly string[];
  },
  view: View,
  ordinary: string | null,
): readonly string[] {
  if (group.from === 'loopback') return [];
  const notes: string[] = ordinary === null ? [] : [`ordinary: ${ordinary}`];
  if (group.from === 'internet' && group.blocked === null) {
    if (view.readings === null) notes.push('the firewall was not read, so nothing is assumed to block this');
    else if (port.published && hostChainDrops(view.readings, doorOf(port, group.addresses[0] ?? ''))) {
      notes.push("the host's deny (ufw) does not apply: published ports bypass it");
    }
    notes.push('seen on the host: whether a firewall further out stops it takes a probe from another place');
  }
  return notes;
}
