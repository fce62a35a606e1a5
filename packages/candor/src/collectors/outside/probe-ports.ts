import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { mapLimited } from '../env/map-limited.js';
import { tryPort } from './try-port.js';

/** Ports that nobody should reach from outside: databases, the Docker API, the Node inspector, app servers, caches. */
export const dangerousPorts = [27017, 3000, 2375, 2376, 9229, 5432, 6379, 8080] as const;

/** More are not tried: this is a check of one's own host, no scan. */
const MAX_PORTS = 100;
const PARALLEL = 16;

/** One line of `host.listen-probe` (evidence.md). */
export interface PortLine {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly family: 'ipv4' | 'ipv6';
  readonly result: 'open' | 'closed' | 'filtered';
}

/** An address of each family that a name has, the first of each. Rejects with the resolver's error. */
export async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  const found = await lookup(host, { all: true });
  const first = (family: number) => found.find((entry) => entry.family === family)?.address;
  return [first(4), first(6)].filter((address) => address !== undefined);
}

/** True for addresses that mean the caller itself: what they show is no view from outside. */
export function isLoopback(address: string): boolean {
  return /^(?:127\.|0\.0\.0\.0$|::1$|::$|::ffff:127\.)/.test(address);
}

/** Tries the ports on each address; a family that cannot be reached from here is left out. */
export async function probePorts(
  addresses: readonly string[],
  ports: readonly number[],
  from: string,
): Promise<PortLine[]> {
  const wanted = [...new Set(ports)].filter((port) => port >= 1 && port <= 65_535).slice(0, MAX_PORTS);
  const tasks = addresses.flatMap((to) => wanted.map((port) => ({ to, port })));
  const lines = await mapLimited(tasks, PARALLEL, async ({ to, port }): Promise<PortLine | null> => {
    const result = await tryPort(to, port);
    return result === null ? null : { from, to, port, family: isIP(to) === 6 ? 'ipv6' : 'ipv4', result };
  });
  return lines.filter((line) => line !== null);
}
