import type { Expression } from '../expression.js';
import { compileText } from '../match/compile-text.js';
import { readSigmaText } from './sigma-text.js';

/** A condition, or why it is none. */
export type ConditionReading =
  | { readonly expression: Expression }
  | { readonly kind: 'invalid' | 'unsupported'; readonly reason: string };

class Refusal extends Error {
  readonly kind: 'invalid' | 'unsupported';
  constructor(kind: 'invalid' | 'unsupported', reason: string) {
    super(reason);
    this.kind = kind;
  }
}

const TOKEN = /\s*(?:([()|])|([^\s()|]+))/y;
const MOST_TOKENS = 500;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const source = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (match === null || tokens.length >= MOST_TOKENS) throw new Refusal('invalid', 'the condition is too long');
    tokens.push(match[1] ?? match[2] ?? '');
  }
  return tokens;
}

/** Recursive descent: or < and < not < `x of` < ( ) (Sigma Rules Specification 2.1, "Condition"). */
class Parser {
  readonly #tokens: readonly string[];
  readonly #searches: ReadonlyMap<string, Expression>;
  #at = 0;

  constructor(tokens: readonly string[], searches: ReadonlyMap<string, Expression>) {
    this.#tokens = tokens;
    this.#searches = searches;
  }

  whole(): Expression {
    const expression = this.#chain('or', () => this.#chain('and', () => this.#not()));
    const rest = this.#tokens[this.#at];
    if (rest === '|')
      throw new Refusal(
        'unsupported',
        'aggregation in the condition ("| count()", "| near"); Sigma 2 has correlations',
      );
    if (rest !== undefined) throw new Refusal('invalid', `"${rest}" is not expected in the condition`);
    return expression;
  }

  #is(word: string): boolean {
    return this.#tokens[this.#at]?.toLowerCase() === word;
  }

  #take(word: string): boolean {
    if (!this.#is(word)) return false;
    this.#at += 1;
    return true;
  }

  #chain(op: 'and' | 'or', next: () => Expression): Expression {
    const first = next();
    const of = [first];
    while (this.#take(op)) of.push(next());
    return of.length === 1 ? first : { op, of };
  }

  #not(): Expression {
    if (this.#take('not')) return { op: 'not', of: this.#not() };
    if (!this.#take('(')) return this.#search();
    const inner = this.#chain('or', () => this.#chain('and', () => this.#not()));
    if (!this.#take(')')) throw new Refusal('invalid', 'a parenthesis of the condition is not closed');
    return inner;
  }

  #search(): Expression {
    const word = this.#tokens[this.#at];
    if (word === undefined || word === ')' || word === '|')
      throw new Refusal('invalid', 'the condition ends where a search is expected');
    this.#at += 1;
    if (this.#is('of') && /^(?:1|any|all|\d{1,3})$/i.test(word)) return this.#several(word.toLowerCase());
    const search = this.#searches.get(word);
    if (search === undefined)
      throw new Refusal('invalid', `the condition names "${word}", which is not in the detection`);
    return search;
  }

  #several(quantity: string): Expression {
    this.#at += 1;
    const pattern = this.#tokens[this.#at];
    this.#at += 1;
    if (pattern === undefined) throw new Refusal('invalid', `"${quantity} of" what?`);
    const of = [...this.#searches].filter(([name]) => isMeant(name, pattern)).map(([, search]) => search);
    if (of.length === 0) throw new Refusal('invalid', `"${quantity} of ${pattern}" fits no search of the detection`);
    if (quantity === 'all') return { op: 'and', of };
    if (quantity === '1' || quantity === 'any') return { op: 'or', of };
    throw new Refusal('unsupported', `"${quantity} of"; Sigma 2 has "1 of" and "all of"`);
  }
}

function isMeant(name: string, pattern: string): boolean {
  return pattern.toLowerCase() === 'them' ? !name.startsWith('_') : compileText(readSigmaText(pattern))(name);
}

/** Reads a condition over the given searches, in the order of the detection. */
export function parseCondition(text: string, searches: ReadonlyMap<string, Expression>): ConditionReading {
  try {
    return { expression: new Parser(tokensOf(text), searches).whole() };
  } catch (error) {
    if (error instanceof Refusal) return { kind: error.kind, reason: error.message };
    throw error;
  }
}
