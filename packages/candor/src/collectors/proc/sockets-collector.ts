import { createServer } from 'node:net';
import { collected, missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import type { EngineContainer } from '../docker/engine-access.js';
import { containerSubject } from '../docker/engine-artifact.js';
import { mapLimited } from '../env/map-limited.js';
import { attempt } from './attempt.js';
import { pidIndex } from './pid-index.js';
import { readText } from './read-text.js';
import { type SocketOwners, type SocketTables, socketLines } from './socket-lines.js';

const MAX_TABLE_BYTES = 16 << 20;
const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** The host's listing, and whether it shows a loopback socket that was opened for it (SNS-03). */
export interface HostSockets {
  readonly lines: readonly string[] | null;
  readonly controlPort: number;
  readonly controlSeen: boolean;
}

const listings = new WeakMap<CollectorEnv, Promise<HostSockets>>();

/** Sockets of the host's network namespace, listed once in a collection. */
export function hostSockets(env: CollectorEnv): Promise<HostSockets> {
  const listing = listings.get(env) ?? listHostSockets(env);
  listings.set(env, listing);
  return listing;
}

/** Listeners and connections of the host and of each container's network namespace, in the lines of ss(8). */
export const socketsCollector: Collector = {
  id: 'sockets',
  artifacts: ['host.sockets', 'container.sockets'],
  async collect(env) {
    const [host, containers] = await Promise.all([hostSockets(env), env.engine.containers()]);
    const running = containers.items.filter((item) => item.running);
    const inside = await mapLimited(running, 4, (container) => containerSockets(env, container));
    const none = missing(env, 'container.sockets', containers.status, containers.detail ?? 'no containers');
    const rest = running.length === 0 && containers.status !== 'ok' ? [none] : inside;
    return [hostArtifact(env, host), ...rest];
  },
};

function hostArtifact(env: CollectorEnv, { lines }: HostSockets): CollectedArtifact {
  const source = { file: '/proc/net' };
  if (lines === null) return missing(env, 'host.sockets', 'absent', '/proc/net is not there', { source });
  const detail = env.uid === 0 ? null : 'the processes of other users are not named; run with sudo to see them';
  return collected(env, 'host.sockets', `${lines.join('\n')}\n`, { source, detail });
}

async function listHostSockets(env: CollectorEnv): Promise<HostSockets> {
  const control = await openControl();
  try {
    const lines = await listSockets(env, '/proc/net', ownersOf(env));
    const controlSeen = lines?.some((line) => line.includes(` 127.0.0.1:${control.port} `)) ?? false;
    return { lines, controlPort: control.port, controlSeen };
  } finally {
    control.close();
  }
}

async function containerSockets(env: CollectorEnv, container: EngineContainer): Promise<CollectedArtifact> {
  const subject = containerSubject(container.name);
  const source = { file: `/proc/${container.pid}/net` };
  const entry = (await pidIndex(env)).find(({ pid }) => pid === container.pid);
  // The engine's pid counts in the engine's own namespace: another process may have the number here.
  if (entry === undefined || (entry.containerId !== null && entry.containerId !== container.id)) {
    const detail = 'its first process is not in this /proc (the engine runs elsewhere)';
    return missing(env, 'container.sockets', 'unreachable', detail, { subject, source });
  }
  const lines = await listSockets(env, source.file, ownersOf(env));
  if (lines === null)
    return missing(env, 'container.sockets', 'denied', `${source.file} could not be read`, { subject, source });
  return collected(env, 'container.sockets', lines.map((line) => `${line}\n`).join(''), { subject, source });
}

async function listSockets(env: CollectorEnv, folder: string, owners: Promise<SocketOwners>): Promise<string[] | null> {
  const texts = await Promise.all(TABLES.map((name) => readText(env.fs, `${folder}/${name}`, MAX_TABLE_BYTES)));
  if (texts[0] === null && texts[2] === null) return null;
  const tables = Object.fromEntries(TABLES.map((name, index) => [name, texts[index] ?? ''])) as SocketTables;
  const bindV6Only = await readText(env.fs, '/proc/sys/net/ipv6/bindv6only');
  return socketLines(tables, await owners, bindV6Only?.trim() !== '1');
}

const ownerMaps = new WeakMap<CollectorEnv, Promise<SocketOwners>>();

function ownersOf(env: CollectorEnv): Promise<SocketOwners> {
  const owners = ownerMaps.get(env) ?? readOwners(env);
  ownerMaps.set(env, owners);
  return owners;
}

async function readOwners(env: CollectorEnv): Promise<SocketOwners> {
  const owners = new Map<string, { comm: string; pid: number; fd: number }[]>();
  await mapLimited(await pidIndex(env), 8, async ({ pid, comm }) => {
    const fds = (await attempt(env.fs.list(`/proc/${pid}/fd`))) ?? [];
    for (const fd of fds) {
      const link = await attempt(env.fs.readLink(`/proc/${pid}/fd/${fd}`));
      const inode = /^socket:\[(\d+)\]$/.exec(link ?? '')?.[1];
      if (inode !== undefined) owners.set(inode, [...(owners.get(inode) ?? []), { comm, pid, fd: Number(fd) }]);
    }
  });
  return owners;
}

/** A listener of our own on loopback: a listing that does not show it cannot say that something is not there. */
function openControl(): Promise<{ port: number; close: () => void }> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({ port, close: () => server.close() });
    });
  });
}
