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
 * Entries by key, the one touched longest ago first. What leaves (too old, or pushed out by newer keys when the budget
 * is used up) is handed to `onLeave`, so that nothing is forgotten in silence.
 */
export class KeyWindow {
  readonly #entries = new Map<string, KeyEntry>();
  readonly #weight: number;
  readonly #budget: WindowBudget;
  /** Keys pushed out by newer ones. */
  evicted = 0;

  constructor(weight: number, budget: WindowBudget) {
    this.#weight = weight;
    this.#budget = budget;
  }

  get size(): number {
    return this.#entries.size;
  }

  entries(): IterableIterator<[string, KeyEntry]> {
    return this.#entries.entries();
  }

  get(key: string): KeyEntry | undefined {
    return this.#entries.get(key);
  }

  /** Makes the key the youngest. */
  touch(key: string, entry: KeyEntry): void {
    if (!this.#entries.delete(key)) this.#budget.used += this.#weight;
    this.#entries.set(key, entry);
  }

  delete(key: string): void {
    if (this.#entries.delete(key)) this.#budget.used -= this.#weight;
  }

  /** The key touched longest ago. */
  oldest(): [string, KeyEntry] | undefined {
    return this.#entries.entries().next().value;
  }

  /** Whether the budget that it shares is used up. */
  isFull(): boolean {
    return this.#budget.used + this.#weight > this.#budget.limit;
  }
}
