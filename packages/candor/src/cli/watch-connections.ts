import { readFileSync } from 'node:fs';
import { tcpConnections } from '../collectors/proc/socket-lines.js';
import type { QueueFeed } from '../watch/feeds/queue-feed.js';
import { DestinationMemory, type SeenDestinations } from '../watch/network/destination-memory.js';
import type { Database } from '../watch/store/database.js';
import { pause } from './watch-loop.js';

/** A connection that is shorter than this may be missed between two looks; the sensor and logs see those. */
const lookEveryMs = 5_000;
const keepEveryMs = 60_000;
const memoryKey = 'destinations';

/** A running container as far as its connections are concerned. */
export interface WatchedContainer {
  readonly name: string;
  readonly pid: number;
}

/** Looks at the connections of each container's network namespace, and tells those that are new. */
export class WatchConnections {
  readonly #queue: QueueFeed;
  readonly #database: Database;
  readonly #now: () => Date;
  readonly #containers: () => readonly WatchedContainer[];
  readonly #memory: DestinationMemory;

  constructor(queue: QueueFeed, database: Database, now: () => Date, containers: () => readonly WatchedContainer[]) {
    this.#queue = queue;
    this.#database = database;
    this.#now = now;
    this.#containers = containers;
    const row = database.prepare('SELECT value FROM meta WHERE key = ?').get(memoryKey);
    this.#memory = new DestinationMemory(row === undefined ? {} : (JSON.parse(String(row.value)) as SeenDestinations)); // written by #keep
  }

  async run(signal: AbortSignal): Promise<void> {
    let keptMs = this.#now().getTime();
    while (!signal.aborted) {
      this.#look();
      await pause(lookEveryMs, signal);
      if (!signal.aborted && this.#now().getTime() - keptMs < keepEveryMs) continue;
      keptMs = this.#now().getTime();
      this.#keep();
    }
  }

  #look(): void {
    const now = this.#now();
    for (const { name, pid } of this.#containers()) {
      const peers = connectionsOf(pid);
      for (const one of this.#memory.take(name, peers, now)) {
        const fields = {
          'network.initiated': true,
          'network.transport': 'tcp',
          'destination.ip': one.address,
          'destination.port': one.port,
          'container.name': name,
          ...(one.firstSeen ? { 'candor.first_seen': true } : {}),
        };
        const logsource = { product: 'linux', category: 'network_connection', service: 'proc' };
        const raw = `${name} is connected to ${one.address} port ${one.port}`;
        this.#queue.push({ time: now, sensor: 'sockets', logsource, fields, raw });
      }
    }
  }

  #keep(): void {
    const value = JSON.stringify(this.#memory.state());
    this.#database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(memoryKey, value);
  }
}

/** Where a process's network namespace is connected to, by its own doing. */
function connectionsOf(pid: number): { readonly address: string; readonly port: number }[] {
  try {
    const read = (name: string) => readFileSync(`/proc/${pid}/net/${name}`, 'utf8').slice(0, 4_000_000);
    const made = tcpConnections({ tcp: read('tcp'), tcp6: read('tcp6') }).filter((one) => one.outbound);
    return made.map(({ peer }) => peer).filter(({ address }) => !/^(?:127\.|::1$|::ffff:127\.)/.test(address));
  } catch {
    return []; // the container has ended
  }
}
