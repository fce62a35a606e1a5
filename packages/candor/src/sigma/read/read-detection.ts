import ipaddr from 'ipaddr.js';
import type { Entry, MapTree, ScalarTree, Tree } from '../../formats/compose/tree.js';
import type { Expression } from '../expression.js';
import { applyModifier, isValueModifier } from './apply-modifier.js';
import type { Placeholders } from './modified.js';
import type { ProblemList } from './problem-list.js';
import { type RuleValue, ruleValueOf, testOf } from './rule-value.js';

/** What reading a search needs beside its text. */
export interface DetectionContext {
  readonly problems: ProblemList;
  readonly placeholders: Placeholders;
  /** Whether a pattern can be run; null, or why not. */
  readonly checkPattern: (source: string, flags: string) => string | null;
}

/** Most values of one item, and the longest value: rules in the wild stay below 1,000 and 2 KB. */
const MOST_VALUES = 10_000;
const MAX_VALUE = 8_192;

/** One search identifier: a map (all of its items), a list (any of its entries), or a single keyword. */
export function readSearch(tree: Tree, context: DetectionContext): Expression | null {
  if (tree.kind === 'map') return readItems(tree, context);
  if (tree.kind === 'scalar') return readKeyword(tree, context);
  if (tree.items.length === 0) return context.problems.invalid(tree.line, 'an empty list matches nothing');
  const parts = tree.items.map((item) =>
    item.kind === 'list'
      ? context.problems.invalid(item.line, 'a list in a list')
      : item.kind === 'map'
        ? readItems(item, context)
        : readKeyword(item, context),
  );
  return joinAll('or', parts);
}

/** `and` or `or` of the parts; null when one of them could not be read. */
export function joinAll(op: 'and' | 'or', parts: readonly (Expression | null)[]): Expression | null {
  const whole = parts.filter((part) => part !== null);
  if (whole.length < parts.length) return null;
  const [only] = whole;
  return whole.length === 1 && only !== undefined ? only : { op, of: whole };
}

function readItems(map: MapTree, context: DetectionContext): Expression | null {
  if (map.entries.size === 0) return context.problems.invalid(map.line, 'an empty selection matches everything');
  return joinAll(
    'and',
    [...map.entries].map(([key, entry]) => readItem(key, entry, context)),
  );
}

function readKeyword(scalar: ScalarTree, context: DetectionContext): Expression | null {
  return readValues(null, [], [scalar], scalar.line, context);
}

function readItem(key: string, entry: Entry, context: DetectionContext): Expression | null {
  const [field = '', ...modifiers] = key.split('|').map((word) => word.trim());
  const { value } = entry;
  if (value.kind === 'map') return context.problems.invalid(value.line, `"${key}" holds a map, not values`);
  const values = value.kind === 'list' ? value.items : [value];
  const scalars = values.filter((one) => one.kind === 'scalar');
  if (scalars.length < values.length) return context.problems.invalid(entry.line, `"${key}" holds more than values`);
  if (scalars.length === 0) return context.problems.invalid(entry.line, `"${key}" has no value`);
  if (scalars.length > MOST_VALUES)
    return context.problems.unsupported(entry.line, `"${key}" has more than ${MOST_VALUES} values`);
  return readValues(field === '' ? null : field, modifiers, scalars, entry.line, context);
}

function readValues(
  field: string | null,
  modifiers: readonly string[],
  scalars: readonly ScalarTree[],
  line: number,
  context: DetectionContext,
): Expression | null {
  const changes = modifiers.filter((name) => name !== 'all' && name !== 'neq');
  const unknown = changes.find((name) => !isValueModifier(name));
  if (unknown !== undefined) return context.problems.unsupported(line, `the modifier "${unknown.slice(0, 50)}"`);
  const each = scalars.map((scalar) => readValue(field, changes, scalar, context));
  const joined = joinAll(modifiers.includes('all') ? 'and' : 'or', each);
  if (joined === null || !modifiers.includes('neq')) return joined;
  if (field === null) return context.problems.invalid(line, '"neq" needs a field');
  return {
    op: 'and',
    of: [
      { op: 'match', field, test: { kind: 'exists', present: true } },
      { op: 'not', of: joined },
    ],
  };
}

function readValue(
  field: string | null,
  modifiers: readonly string[],
  scalar: ScalarTree,
  context: DetectionContext,
): Expression | null {
  if (scalar.source.length > MAX_VALUE)
    return context.problems.unsupported(scalar.line, `a value longer than ${MAX_VALUE} characters`);
  let values: readonly RuleValue[] = [ruleValueOf(scalar)];
  for (const name of modifiers) {
    const next: RuleValue[] = [];
    for (const value of values) {
      const modified = applyModifier(name, value, context.placeholders);
      if (!('values' in modified)) return context.problems[modified.kind](scalar.line, modified.reason);
      next.push(...modified.values);
    }
    values = next;
  }
  return joinAll(
    'or',
    values.map((value) => readTest(field, value, scalar.line, context)),
  );
}

function readTest(field: string | null, value: RuleValue, line: number, context: DetectionContext): Expression | null {
  const test = testOf(value, field === null);
  if (field === null && test.kind !== 'text' && test.kind !== 'pattern')
    return context.problems.invalid(line, 'a keyword can only be a text or a pattern');
  if (test.kind === 'pattern') {
    const problem = context.checkPattern(test.source, test.flags);
    if (problem !== null) return context.problems.unsupported(line, `the pattern ${short(test.source)}: ${problem}`);
  }
  if (test.kind === 'cidr' && !ipaddr.isValidCIDR(test.range))
    return context.problems.invalid(line, `${short(test.range)} is no network in CIDR form`);
  return { op: 'match', field, test };
}

function short(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
