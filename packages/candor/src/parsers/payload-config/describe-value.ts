import { refTo } from '../../core/evidence.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import type { Interpreter } from './interpreter.js';
import { answerOf, type Place, type Value } from './values.js';

/** Deepest nesting and most values that one configuration is described to. */
const depthLimit = 14;
const valueLimit = 20_000;

/** A reference to the line that a value stands on. */
export function refAt(place: Place, text = '') {
  const { file, path } = place.module;
  return refTo(file.artifact, place.line, `${path}:${place.line}${text === '' ? '' : ` ${text}`}`);
}

/** Turns what was read into plain data for checks; functions below `access` are asked what they answer. */
export class Describer {
  readonly #anonymous: Interpreter;
  readonly #ordinary: Interpreter;
  #left = valueLimit;

  constructor(anonymous: Interpreter, ordinary: Interpreter) {
    this.#anonymous = anonymous;
    this.#ordinary = ordinary;
  }

  describe(value: Value, path = ''): ConfigValue {
    return this.#describe(value, path, 0);
  }

  #describe(value: Value, path: string, depth: number): ConfigValue {
    const ref = refAt(value.place, path);
    this.#left -= 1;
    if (depth > depthLimit || this.#left < 0) return { kind: 'unknown', because: 'more than is read', ref };
    switch (value.kind) {
      case 'known':
        return { kind: 'literal', value: value.value ?? null, ref };
      case 'env':
        return { kind: 'env', name: value.name, fallback: value.fallback ?? null, ref };
      case 'object':
        return { kind: 'object', members: this.#members(value, path, depth), open: value.open !== null, ref };
      case 'list': {
        const items = value.items.map((item) => this.#describe(item(), path, depth + 1));
        return { kind: 'list', items, open: value.open !== null, ref };
      }
      case 'function':
        return { kind: 'function', ...this.#answers(value, path), ref };
      default:
        return { kind: 'unknown', because: value.kind === 'unknown' ? value.because : value.kind, ref };
    }
  }

  #members(value: Extract<Value, { kind: 'object' }>, path: string, depth: number): Record<string, ConfigValue> {
    const entries = [...value.members].map(([key, member]): [string, ConfigValue] => {
      const inner = path === '' ? key : `${path}.${key}`;
      return [key, this.#describe(member(), inner.slice(-120), depth + 1)];
    });
    return Object.fromEntries(entries);
  }

  #answers(value: Value, path: string) {
    if (!/(?:^|\.)access(?:\.[^.]{1,40}){0,2}$/.test(path)) {
      return { anonymous: 'unknown' as const, ordinary: 'unknown' as const };
    }
    const ask = (person: Interpreter) =>
      answerOf(person.call(value, [{ kind: 'arguments', place: value.place }], value.place));
    return { anonymous: ask(this.#anonymous), ordinary: ask(this.#ordinary) };
  }
}
