/** What is known of the destinations of each container; plain data. */
export type SeenDestinations = Readonly<Record<string, SeenOf>>;

interface SeenOf {
  /** When the container was first looked at, in milliseconds. */
  readonly sinceMs: number;
  /** When each destination was last talked to, by `address:port`. */
  readonly last: Readonly<Record<string, number>>;
}

/** A container is learned for a day before a new destination is news: one of each daily job. */
export const learnMs = 86_400_000;

/** A destination that is talked to again after this long is told again as an event (not as a new one). */
const againMs = 3_600_000;

const mostDestinations = 2_000;
const mostContainers = 200;

/** A connection that is to be told. */
export interface NewConnection {
  readonly container: string;
  readonly address: string;
  readonly port: number;
  /** Never seen of this container, after it was learned. */
  readonly firstSeen: boolean;
}

/** Remembers where containers connect to; says what was not seen before. */
export class DestinationMemory {
  readonly #containers = new Map<string, { readonly sinceMs: number; readonly last: Map<string, number> }>();

  constructor(seen: SeenDestinations = {}) {
    for (const [name, { sinceMs, last }] of Object.entries(seen).slice(0, mostContainers))
      this.#containers.set(name, { sinceMs, last: new Map(Object.entries(last)) });
  }

  /** Takes what a container is connected to now; answers what is to be told. */
  take(
    container: string,
    peers: readonly { readonly address: string; readonly port: number }[],
    now: Date,
  ): NewConnection[] {
    const nowMs = now.getTime();
    const known = this.#containers.get(container) ?? { sinceMs: nowMs, last: new Map<string, number>() };
    if (!this.#containers.has(container)) {
      if (this.#containers.size >= mostContainers) return [];
      this.#containers.set(container, known);
    }
    const learned = nowMs - known.sinceMs >= learnMs;
    const told: NewConnection[] = [];
    for (const { address, port } of peers) {
      const key = `${address}:${port}`;
      const last = known.last.get(key);
      known.last.delete(key);
      known.last.set(key, nowMs); // the latest stand last: the oldest are forgotten first
      if (last === undefined || nowMs - last >= againMs)
        told.push({ container, address, port, firstSeen: learned && last === undefined });
    }
    for (const key of known.last.keys()) {
      if (known.last.size <= mostDestinations) break;
      known.last.delete(key);
    }
    return told;
  }

  /** What it remembers, to go on after a restart. */
  state(): SeenDestinations {
    return Object.fromEntries(
      [...this.#containers].map(([name, { sinceMs, last }]) => [name, { sinceMs, last: Object.fromEntries(last) }]),
    );
  }
}
