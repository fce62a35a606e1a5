/** Only this much of a literal is looked for; the rule itself compares the rest. */
const PREFIX = 10;

/**
 * Aho–Corasick (1975) over many literals at once: one table step a character, whatever their number. Reports the owners
 * whose literal, cut to its first ten characters, stands in a text.
 */
export class LiteralAutomaton {
  /** Character code → column; code points from 256 on share one by their remainder, so a hit is only "perhaps". */
  readonly #columns = new Uint16Array(256);
  readonly #width: number;
  readonly #next: Int32Array;
  /** Owners of each state; null for most. */
  readonly #owners: (readonly number[] | null)[];

  /** Literals in lower case, each with the number of its owner. */
  constructor(literals: readonly { readonly text: string; readonly owner: number }[]) {
    const words = literals.map(({ text, owner }) => ({ text: text.slice(0, PREFIX), owner }));
    let width = 1;
    for (const { text } of words)
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at) & 255;
        if (this.#columns[code] === 0) {
          this.#columns[code] = width;
          width += 1;
        }
      }
    this.#width = width;
    const states = 1 + words.reduce((sum, { text }) => sum + text.length, 0);
    this.#next = new Int32Array(states * this.#width).fill(-1);
    this.#owners = new Array<readonly number[] | null>(states).fill(null);
    this.#link(this.#insert(words));
  }

  #column(code: number): number {
    return this.#columns[code & 255] ?? 0;
  }

  #insert(words: readonly { readonly text: string; readonly owner: number }[]): number {
    let states = 1;
    for (const { text, owner } of words) {
      let state = 0;
      for (let at = 0; at < text.length; at += 1) {
        const cell = state * this.#width + this.#column(text.charCodeAt(at));
        if (this.#next[cell] === -1) {
          this.#next[cell] = states;
          states += 1;
        }
        state = this.#next[cell] ?? 0;
      }
      this.#owners[state] = [...(this.#owners[state] ?? []), owner];
    }
    return states;
  }

  /** Breadth first: missing steps go where the longest known suffix goes, and owners of suffixes are inherited. */
  #link(states: number): void {
    const suffix = new Int32Array(states);
    const queue: number[] = [];
    for (let column = 0; column < this.#width; column += 1) {
      const child = this.#next[column] ?? -1;
      if (child === -1) this.#next[column] = 0;
      else queue.push(child);
    }
    for (let head = 0; head < queue.length; head += 1) {
      const state = queue[head] ?? 0;
      const back = suffix[state] ?? 0;
      const inherited = this.#owners[back];
      if (inherited) this.#owners[state] = [...new Set([...(this.#owners[state] ?? []), ...inherited])];
      for (let column = 0; column < this.#width; column += 1) {
        const cell = state * this.#width + column;
        const child = this.#next[cell] ?? -1;
        const other = this.#next[back * this.#width + column] ?? 0;
        if (child === -1) this.#next[cell] = other;
        else {
          suffix[child] = other;
          queue.push(child);
        }
      }
    }
  }

  /** Tells every owner that may be met in the text; the same owner may be told more than once. */
  scan(text: string, tell: (owner: number) => void): void {
    const next = this.#next;
    const columns = this.#columns;
    const width = this.#width;
    let state = 0;
    for (let at = 0; at < text.length; at += 1) {
      state = next[state * width + (columns[text.charCodeAt(at) & 255] ?? 0)] ?? 0;
      const owners = this.#owners[state];
      if (owners) for (const owner of owners) tell(owner);
    }
  }
}
