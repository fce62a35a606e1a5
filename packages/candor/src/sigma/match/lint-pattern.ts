/** Most steps that one starting place may cost: at a nanosecond a step, 40 ms for a line of 100 KB. */
const MOST_STEPS = 400;
/** The same for a pattern that is bound to the start of the text, and has that one place. */
const MOST_STEPS_BOUND = 1_000_000;

/** Cost of a piece: ways to match from one place, and steps to try them all. */
interface Cost {
  readonly ways: number;
  readonly steps: number;
}

class Refusal extends Error {}

const QUANTIFIER = /(?:[*+?]|\{\d{1,4}(?:,\d{0,4})?\})\??/y;
const ATOM =
  /\\[dwsDWSbBnrt]|\\x[\dA-Fa-f]{2}|\\u[\dA-Fa-f]{4}|\\[^\w]|\[\^?(?:\\.|[^\\\]])*\]|[.^$]|[^\\()[\]{}|*+?]/y;

/**
 * Why a pattern of ours could be slow on some text, or null. Only a small language is let through: no look-around, no
 * back references, and no unbounded repetition unless the pattern is bound to the start of the text and has just one.
 * What is left is counted: the steps that one starting place can cost must stay small, since a hostile line offers a
 * hundred thousand of them.
 */
export function lintPattern(source: string, flags = ''): string | null {
  const parser = new CostParser(source, source.startsWith('^') && !flags.includes('m'));
  try {
    const { steps } = parser.whole();
    const most = parser.anchored ? MOST_STEPS_BOUND : MOST_STEPS;
    return steps > most ? `it may take ${steps} steps from one place, more than ${most}` : null;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

class CostParser {
  readonly #source: string;
  readonly anchored: boolean;
  #at = 0;
  #unbounded = 0;

  constructor(source: string, anchored: boolean) {
    this.#source = source;
    this.anchored = anchored;
  }

  whole(): Cost {
    const cost = this.#alternatives();
    if (this.#at < this.#source.length) throw new Refusal(`"${this.#source.charAt(this.#at)}" is not expected`);
    return cost;
  }

  #alternatives(): Cost {
    let total = this.#sequence();
    while (this.#source.charAt(this.#at) === '|') {
      if (this.anchored) throw new Refusal('an alternative beside "^" is not bound to the start');
      this.#at += 1;
      const next = this.#sequence();
      total = { ways: total.ways + next.ways, steps: total.steps + next.steps };
    }
    return total;
  }

  #sequence(): Cost {
    let ways = 1;
    let steps = 0;
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at))) {
      const piece = this.#repeated(this.#atom());
      steps += ways * piece.steps;
      ways *= piece.ways;
      if (steps > 1e9) throw new Refusal('it has far too many ways to match');
    }
    return { ways, steps: steps + 1 };
  }

  #atom(): Cost {
    if (this.#source.startsWith('(?:', this.#at) || /\((?!\?)/y.test(this.#source.slice(this.#at, this.#at + 2))) {
      this.#at += this.#source.startsWith('(?:', this.#at) ? 3 : 1;
      const before = this.#unbounded;
      const inner = this.#grouped();
      if (this.#source.charAt(this.#at) !== ')') throw new Refusal('a group is not closed');
      this.#at += 1;
      if (this.#unbounded > before) throw new Refusal('an unbounded repetition stands in a group');
      return inner;
    }
    ATOM.lastIndex = this.#at;
    const atom = ATOM.exec(this.#source)?.[0];
    if (atom === undefined)
      throw new Refusal(`"${this.#source.slice(this.#at, this.#at + 4)}" is outside of what is let through`);
    this.#at += atom.length;
    return { ways: 1, steps: 1 };
  }

  #grouped(): Cost {
    let total = this.#sequence();
    while (this.#source.charAt(this.#at) === '|') {
      this.#at += 1;
      const next = this.#sequence();
      total = { ways: total.ways + next.ways, steps: total.steps + next.steps };
    }
    return total;
  }

  #repeated(piece: Cost): Cost {
    QUANTIFIER.lastIndex = this.#at;
    const text = QUANTIFIER.exec(this.#source)?.[0];
    if (text === undefined) return piece;
    this.#at += text.length;
    const [least, most] = rangeOf(text);
    if (most === null) return this.#openEnded();
    let ways = 0;
    let steps = 0;
    for (let count = 0, power = 1; count <= most && ways <= 1e9; count += 1, power *= piece.ways) {
      if (count >= least) ways += power;
      if (count < most) steps += power * piece.steps;
    }
    return { ways, steps: Math.max(1, steps) };
  }

  /** Bound to the start and alone, it reads the text once; anything else may read it once from every place. */
  #openEnded(): Cost {
    this.#unbounded += 1;
    if (!this.anchored)
      throw new Refusal('an unbounded repetition in a pattern that may begin anywhere; give it a bound {0,n}');
    if (this.#unbounded > 1) throw new Refusal('more than one unbounded repetition');
    return { ways: 1, steps: 1 };
  }
}

/** Least and most of a quantifier; most is null when it has none. */
function rangeOf(text: string): readonly [number, number | null] {
  if (text.startsWith('?')) return [0, 1];
  if (text.startsWith('*')) return [0, null];
  if (text.startsWith('+')) return [1, null];
  const match = /^\{(\d+)(,(\d*))?/.exec(text);
  const least = Number(match?.[1] ?? 0);
  if (match?.[2] === undefined) return [least, least];
  return [least, match[3] === '' || match[3] === undefined ? null : Number(match[3])];
}
