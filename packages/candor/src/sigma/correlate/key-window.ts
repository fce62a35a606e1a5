import type { Accumulator } from './accumulator.js';

/** Memory that all windows share, in the unit of {@link Accumulator.weight}. */
export interface WindowBudget {
  readonly limit: number;
  used: number;
}

/** What is kept of one key, beside what its accumulator holds. */
export interface KeyEntry {
  firstMs: number;
  lastMs: number;
  /** Events since the burst began. */
  total: number;
  /** When it was last told; null = not yet. */
  toldMs: number | null;
  /** `total` as last told. */
  toldTotal: number;
  state: unknown;
}

/**
 * Entries by key, the one touched longest ago first. A key that had one event, and was not told, is kept as its time
 * alone where the accumulator allows it: a flood of keys costs a quarter of the memory.
 */
export class KeyWindow {
  readonly #entries = new Map<string, KeyEntry | number>();
  readonly #accumulator: Accumulator<unknown>;
  readonly #budget: WindowBudget;
  /** Keys pushed out by newer ones. */
  evicted = 0;

  constructor(accumulator: Accumulator<unknown>, budget: WindowBudget) {
    this.#accumulator = accumulator;
    this.#budget = budget;
  }

  get size(): number {
    return this.#entries.size;
  }

  *entries(): Generator<[string, KeyEntry]> {
    for (const [key, kept] of this.#entries) yield [key, this.#whole(kept)];
  }

  get(key: string): KeyEntry | undefined {
    const kept = this.#entries.get(key);
    return kept === undefined ? undefined : this.#whole(kept);
  }

  /** Keeps what was made of an entry, in its place. */
  put(key: string, entry: KeyEntry): void {
    if (!this.#entries.has(key)) this.#budget.used += this.#accumulator.weight;
    const single = this.#accumulator.single !== null && entry.total === 1 && entry.toldMs === null;
    this.#entries.set(key, single ? entry.lastMs : entry);
  }

  /** The same, and makes the key the youngest. */
  touch(key: string, entry: KeyEntry): void {
    this.delete(key);
    this.put(key, entry);
  }

  delete(key: string): void {
    if (this.#entries.delete(key)) this.#budget.used -= this.#accumulator.weight;
  }

  /** The key touched longest ago. */
  oldest(): [string, KeyEntry] | undefined {
    const first = this.#entries.entries().next().value;
    return first && [first[0], this.#whole(first[1])];
  }

  /** Whether the budget that it shares is used up. */
  isFull(): boolean {
    return this.#budget.used + this.#accumulator.weight > this.#budget.limit;
  }

  #whole(kept: KeyEntry | number): KeyEntry {
    if (typeof kept !== 'number') return kept;
    const state = this.#accumulator.single?.(kept) ?? this.#accumulator.create();
    return { firstMs: kept, lastMs: kept, total: 1, toldMs: null, toldTotal: 0, state };
  }
}
