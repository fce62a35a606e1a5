import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { MAX_JSON_DEPTH, MAX_TEXT_CHARS } from './limits.js';
import { withoutByteOrderMark } from './text-lines.js';

/** A JSON document with the line at which each object and array starts. */
export interface PositionedJson {
  readonly value: unknown;
  /** 1-based line where this object or array of the document starts; null for anything else. */
  readonly lineOf: (container: unknown) => number | null;
}

class JsonProblem extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/**
 * RFC 8259 reader that remembers lines, so that a finding can cite the very package or container. `JSON.parse` gives
 * no positions. Depth is limited; a repeated key keeps its last value, as `JSON.parse` does.
 */
class JsonReader {
  readonly #text: string;
  readonly lines = new WeakMap<object, number>();
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#problem('text after the document');
    return value;
  }

  #problem(message: string): JsonProblem {
    return new JsonProblem(`not JSON: ${message}`, this.#line);
  }

  #space(): void {
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 10) this.#line += 1;
      else if (code !== 32 && code !== 9 && code !== 13) return;
    }
  }

  #value(depth: number): unknown {
    if (depth > MAX_JSON_DEPTH) throw this.#problem(`nested deeper than ${MAX_JSON_DEPTH}`);
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    return this.#scalar();
  }

  #take(char: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #object(depth: number): object {
    const object: Record<string, unknown> = {};
    this.lines.set(object, this.#line);
    this.#at += 1;
    if (this.#take('}')) return object;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#problem('a key is missing');
      const key = this.#string();
      if (!this.#take(':')) throw this.#problem('":" is missing');
      setOwn(object, key, this.#value(depth + 1));
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#problem('"}" is missing');
    return object;
  }

  #array(depth: number): unknown[] {
    const array: unknown[] = [];
    this.lines.set(array, this.#line);
    this.#at += 1;
    if (this.#take(']')) return array;
    do array.push(this.#value(depth + 1));
    while (this.#take(','));
    if (!this.#take(']')) throw this.#problem('"]" is missing');
    return array;
  }

  #string(): string {
    const start = this.#at;
    let escaped = false;
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 34) {
        this.#at += 1;
        return escaped ? this.#unescape(start) : this.#text.slice(start + 1, this.#at - 1);
      }
      if (code < 32) throw this.#problem('control character in a string');
      if (code === 92) {
        escaped = true;
        this.#at += 1;
      }
    }
    throw this.#problem('a string does not end');
  }

  #unescape(start: number): string {
    try {
      return String(JSON.parse(this.#text.slice(start, this.#at)));
    } catch {
      // JSON.parse tells only that an escape is wrong; the line is known here.
      throw this.#problem('bad escape in a string');
    }
  }

  #scalar(): unknown {
    const pattern = /true|false|null|-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,4})?/y;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null)
      throw this.#problem(this.#at < this.#text.length ? 'unexpected character' : 'the text ends early');
    this.#at += match[0].length;
    return JSON.parse(match[0]);
  }
}

function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Reads a whole JSON document; the refusal names the line. Linear time, depth at most `MAX_JSON_DEPTH`. */
export function readPositionedJson(text: string): Parsed<PositionedJson> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const reader = new JsonReader(withoutByteOrderMark(text));
  try {
    const value = reader.document();
    const lineOf = (container: unknown) =>
      typeof container === 'object' && container !== null ? (reader.lines.get(container) ?? null) : null;
    return parsed({ value, lineOf });
  } catch (error) {
    if (error instanceof JsonProblem) return unparseable(error.message, error.line);
    throw error;
  }
}
