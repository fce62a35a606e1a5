import type { EvidenceRef } from '../core/evidence.js';
import { defineFact, type Gap } from '../core/fact.js';

/** A socket that waits for connections (TCP LISTEN, bound UDP). */
export interface Listener {
  readonly proto: 'tcp' | 'udp';
  readonly family: 4 | 6;
  /** `0.0.0.0`, `::` and `*` mean every address of the namespace. */
  readonly address: string;
  readonly port: number;
  readonly processName: string | null;
  readonly pid: number | null;
  /** `host` or `container:<name>`: the network namespace. */
  readonly subject: string;
  readonly ref: EvidenceRef;
}

/** An established or half-open connection, or a connected UDP socket. */
export interface Connection {
  readonly proto: 'tcp' | 'udp';
  readonly state: string;
  readonly localAddress: string;
  readonly localPort: number;
  readonly peerAddress: string;
  readonly peerPort: number;
  /** True when this side opened it (the local port is no listener of the namespace). */
  readonly outbound: boolean;
  readonly processName: string | null;
  readonly pid: number | null;
  readonly subject: string;
  readonly ref: EvidenceRef;
}

/** Listening sockets in the host's network namespace (`ss -tulpen`, /proc/net). */
export const hostListeners = defineFact<readonly Listener[]>({
  id: 'host-listeners',
  title: 'Listening sockets of the host',
  sources: ['host.sockets'],
});

/** Listening sockets by container. Complete when every running container's namespace was read. */
export const containerListeners = defineFact<readonly Listener[]>({
  id: 'container-listeners',
  title: 'Listening sockets inside containers',
  sources: ['container.sockets', 'docker.inspect'],
});

/** Open connections by namespace. Complete when the listing covers connections (`ss -tanp`, /proc/net) of all. */
export const connections = defineFact<readonly Connection[]>({
  id: 'connections',
  title: 'Open connections of the host and its containers',
  sources: ['host.sockets', 'container.sockets', 'docker.inspect'],
});

/** Connections with the network namespaces that were read completely. */
export interface NamespaceConnections {
  readonly items: readonly Connection[];
  /** `host` or `container:<name>`: a namespace whose connections were all listed. */
  readonly wholeSubjects: ReadonlySet<string>;
  /** Why another namespace is not in `wholeSubjects`; null when all of them were read. */
  readonly gap: Gap | null;
}

/**
 * Connections for a judgement by namespace: known as soon as one was listed completely, so that a host listing of
 * listeners alone does not blind what the containers' own listings show.
 */
export const namespaceConnections = defineFact<NamespaceConnections>({
  id: 'namespace-connections',
  title: 'Open connections by network namespace',
  sources: ['host.sockets', 'container.sockets', 'docker.inspect'],
});
