import type { EvidenceRef, NonEmpty } from '../../core/evidence.js';
import { bareAddress } from '../../facts/address-scope.js';
import type { Container } from '../../facts/containers.js';
import type { Listener } from '../../facts/sockets.js';

/** One port with all the addresses on which the same service answers. */
export interface OpenPort {
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  readonly containerPort: number | null;
  readonly addresses: readonly string[];
  readonly processName: string | null;
  readonly container: Container | null;
  /** True when the engine publishes it: packets are forwarded, or taken by docker-proxy. */
  readonly published: boolean;
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** Open ports from the host's sockets, then those that the engine publishes without a socket (`userland-proxy: false`). */
export function openPorts(listeners: readonly Listener[], containers: readonly Container[]): readonly OpenPort[] {
  const running = containers.filter((container) => container.running);
  const found = new Map<string, OpenPort>();
  for (const listener of listeners) add(found, fromListener(listener, running));
  for (const container of running) {
    for (const port of container.ports) {
      const address = port.hostIp === '' ? '0.0.0.0' : port.hostIp;
      const { proto, hostPort, containerPort } = port;
      const evidence: NonEmpty<EvidenceRef> = [container.ref];
      add(found, {
        proto,
        port: hostPort,
        containerPort,
        addresses: [address],
        processName: null,
        container,
        published: true,
        evidence,
      });
    }
  }
  return [...found.values()];
}

function fromListener(listener: Listener, running: readonly Container[]): OpenPort {
  const { proto, port, address, processName, ref } = listener;
  const mapsTo = (container: Container) =>
    container.ports.find((mapping) => mapping.hostPort === port && mapping.proto === proto);
  const isProxy = processName === null || processName === 'docker-proxy';
  const container = isProxy ? (running.find((candidate) => mapsTo(candidate) !== undefined) ?? null) : null;
  return {
    proto,
    port,
    containerPort: container === null ? null : (mapsTo(container)?.containerPort ?? null),
    addresses: [bareAddress(address) === '' ? '*' : address],
    processName,
    container,
    published: container !== null || processName === 'docker-proxy',
    evidence: container === null ? [ref] : [ref, container.ref],
  };
}

/** Joins what is the same service: the container, or else the process. */
function add(found: Map<string, OpenPort>, next: OpenPort): void {
  const owner = next.container?.name ?? next.processName ?? '';
  const key = `${next.proto}/${next.port}/${owner}`;
  const before = found.get(key);
  if (!before) {
    found.set(key, next);
    return;
  }
  const seen = new Set(before.addresses.map(bareAddress));
  const fresh = next.addresses.filter((address) => !seen.has(bareAddress(address)));
  if (fresh.length === 0) return;
  found.set(key, {
    ...before,
    addresses: [...before.addresses, ...fresh],
    evidence: [...before.evidence, next.evidence[0]],
  });
}
