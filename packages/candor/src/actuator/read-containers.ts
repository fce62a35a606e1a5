import { readlinkSync } from 'node:fs';
import { createEngineAccess } from '../collectors/docker/create-engine-access.js';
import { at, listOf, textAt } from '../collectors/docker/json.js';
import { createLocalFs } from '../collectors/env/local-fs.js';
import type { ProofPlace } from './prove.js';

/** A running container as far as a block needs it. */
export interface RunningContainer {
  readonly name: string;
  readonly pid: number;
  /** Its addresses in all its networks; empty when it shares the host's network. */
  readonly addresses: readonly string[];
  readonly hostNetwork: boolean;
  /** True when a port of it is reachable beyond loopback. */
  readonly publishes: boolean;
}

/** The running containers, or why they could not be seen. */
export interface ContainerView {
  readonly items: readonly RunningContainer[];
  /** Null when the engine answered; `absent` = there is none. */
  readonly problem: string | null;
  readonly absent: boolean;
}

/** Asks the engine (Docker API 1.41, reading endpoints alone). */
export async function readRunningContainers(env: Readonly<Record<string, string | undefined>>): Promise<ContainerView> {
  const fs = createLocalFs('/');
  const uid = process.geteuid?.() ?? 0;
  const engine = createEngineAccess(fs, { dockerHost: env.DOCKER_HOST, runtimeDir: env.XDG_RUNTIME_DIR, uid });
  const { status, detail, items } = await engine.containers();
  const running = items.filter((item) => item.running && item.pid > 0);
  return {
    items: running.map(({ name, pid, inspect }) => ({
      name,
      pid,
      addresses: addressesOf(inspect),
      hostNetwork: textAt(inspect, 'HostConfig', 'NetworkMode') === 'host',
      publishes: publishes(inspect),
    })),
    problem: status === 'ok' || status === 'truncated' ? null : (detail ?? status),
    absent: status === 'absent',
  };
}

function addressesOf(inspect: unknown): string[] {
  const networks = at(inspect, 'NetworkSettings', 'Networks');
  const all = typeof networks === 'object' && networks !== null ? Object.values(networks) : [];
  return all.flatMap((network) =>
    [textAt(network, 'IPAddress'), textAt(network, 'GlobalIPv6Address')].filter((address) => address !== ''),
  );
}

function publishes(inspect: unknown): boolean {
  const ports = at(inspect, 'NetworkSettings', 'Ports');
  const bindings = typeof ports === 'object' && ports !== null ? Object.values(ports).flatMap(listOf) : [];
  return bindings.some((binding) => !/^(?:127\.|::1$)/.test(textAt(binding, 'HostIp')));
}

/** One place for each network namespace: containers that share one see the same. */
export function proofPlaces(containers: readonly RunningContainer[]): ProofPlace[] {
  const seen = new Map<string, ProofPlace>();
  for (const { name, pid } of containers) {
    const space = namespaceOf(pid);
    if (space !== null && space !== namespaceOf('self') && !seen.has(space)) seen.set(space, { name, pid });
  }
  return [...seen.values()];
}

function namespaceOf(pid: number | 'self'): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return null; // it ended in the meantime, or is not ours to look into
  }
}
