import type { RuleFormula } from '../rule.js';

const WORD = /\s*([()]|[^\s()]+)/y;

/** Names of the rules in a formula, in the order written. */
export function referencesOf(formula: RuleFormula): string[] {
  if (formula.op === 'rule') return [formula.reference];
  return formula.op === 'not' ? referencesOf(formula.of) : formula.of.flatMap(referencesOf);
}

/** `a and (b or not c)` over names of rules (extended condition of temporal correlations, Sigma 2.1); text = why not. */
export function parseFormula(text: string): RuleFormula | string {
  const words: string[] = [];
  WORD.lastIndex = 0;
  const source = text.trim();
  while (WORD.lastIndex < source.length && words.length < 500) words.push(WORD.exec(source)?.[1] ?? '');
  const parser = new FormulaParser(words);
  const formula = parser.chain(0);
  return (
    parser.problem ??
    (formula === null || !parser.atEnd() ? `the condition "${source.slice(0, 100)}" is not understood` : formula)
  );
}

const LEVELS = ['or', 'and'] as const;

class FormulaParser {
  readonly #words: readonly string[];
  #at = 0;
  problem: string | null = null;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  atEnd(): boolean {
    return this.#at >= this.#words.length;
  }

  #take(word: string): boolean {
    if (this.#words[this.#at]?.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  chain(level: number): RuleFormula | null {
    const op = LEVELS[level];
    if (op === undefined) return this.#single();
    const of: RuleFormula[] = [];
    do {
      const part = this.chain(level + 1);
      if (part === null) return null;
      of.push(part);
    } while (this.#take(op));
    return of.length === 1 ? (of[0] ?? null) : { op, of };
  }

  #single(): RuleFormula | null {
    if (this.#take('not')) {
      const of = this.#single();
      return of === null ? null : { op: 'not', of };
    }
    if (this.#take('(')) {
      const inner = this.chain(0);
      if (!this.#take(')')) this.problem ??= 'a parenthesis of the condition is not closed';
      return inner;
    }
    const reference = this.#words[this.#at];
    if (reference === undefined || reference === ')') return null;
    this.#at += 1;
    return { op: 'rule', reference };
  }
}
