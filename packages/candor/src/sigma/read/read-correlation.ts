import { itemsOf, type MapTree, textOf, under } from '../../formats/compose/tree.js';
import {
  type Bound,
  type CorrelationRule,
  type CorrelationType,
  correlationTypes,
  type RuleFormula,
  type RuleHead,
} from '../rule.js';
import { parseFormula, referencesOf } from './parse-formula.js';
import { parseTimespan } from './parse-timespan.js';
import type { ProblemList } from './problem-list.js';

const OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
const KNOWN = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'];

interface Condition {
  readonly bounds: readonly Bound[];
  readonly valueFields: readonly string[];
  readonly percentile: number | null;
  readonly formula: RuleFormula | null;
}

/** The `correlation` section of a document. */
export function readCorrelation(head: RuleHead, tree: MapTree, problems: ProblemList): CorrelationRule | null {
  const stranger = [...tree.entries.keys()].find((key) => !KNOWN.includes(key));
  if (stranger !== undefined)
    return problems.unsupported(tree.entries.get(stranger)?.line ?? tree.line, `"${stranger}" in a correlation`);
  const word = textOf(under(tree, 'type')) ?? '';
  if (!isType(word)) return problems.unsupported(tree.line, `the correlation type "${word}"`);
  const timespan = parseTimespan(textOf(under(tree, 'timespan')) ?? '');
  if (typeof timespan === 'string') return problems.invalid(tree.entries.get('timespan')?.line ?? tree.line, timespan);
  const texts = (key: string) => itemsOf(under(tree, key)).flatMap((item) => textOf(item) ?? []);
  const condition = readCondition(word, texts('rules').length, tree, problems);
  if (condition === null) return null;
  const rules = texts('rules').length > 0 ? texts('rules') : condition.formula ? referencesOf(condition.formula) : [];
  if (rules.length === 0) return problems.invalid(tree.line, 'the correlation names no rules');
  const missing = condition.formula && referencesOf(condition.formula).find((reference) => !rules.includes(reference));
  if (missing) return problems.invalid(tree.line, `the condition names "${missing}", which is not among the rules`);
  return {
    ...head,
    kind: 'correlation',
    type: word,
    rules: [...new Set(rules)],
    groupBy: texts('group-by'),
    timespanMs: timespan,
    ...condition,
    aliases: aliasesOf(tree),
    generate: textOf(under(tree, 'generate')) === 'true',
  };
}

function isType(word: string): word is CorrelationType {
  return (correlationTypes as readonly string[]).includes(word);
}

function aliasesOf(tree: MapTree): Map<string, Map<string, string>> {
  const aliases = under(tree, 'aliases');
  if (aliases?.kind !== 'map') return new Map();
  return new Map(
    [...aliases.entries].map(([alias, entry]) => {
      const fields = entry.value.kind === 'map' ? [...entry.value.entries] : [];
      return [alias, new Map(fields.map(([rule, field]) => [rule, textOf(field.value) ?? '']))];
    }),
  );
}

function readCondition(type: CorrelationType, rules: number, tree: MapTree, problems: ProblemList): Condition | null {
  const entry = tree.entries.get('condition');
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  const empty = { valueFields: [], percentile: null, formula: null };
  if (entry === undefined)
    return temporal
      ? { ...empty, bounds: [{ op: 'gte', value: rules }] }
      : problems.invalid(tree.line, `a correlation of type ${type} needs a condition`);
  if (entry.value.kind === 'scalar' && temporal) {
    const formula = parseFormula(textOf(entry.value) ?? '');
    return typeof formula === 'string' ? problems.invalid(entry.line, formula) : { ...empty, bounds: [], formula };
  }
  if (entry.value.kind !== 'map') return problems.invalid(entry.line, 'the condition is no map of bounds');
  return readBounds(type, entry.value, problems);
}

function readBounds(type: CorrelationType, condition: MapTree, problems: ProblemList): Condition | null {
  const bounds: Bound[] = [];
  for (const [key, { value, line }] of condition.entries) {
    if (key === 'field' || key === 'percentile') continue;
    const op = OPERATORS.find((one) => one === key);
    if (op === undefined) return problems.unsupported(line, `"${key}" in the condition of a correlation`);
    const number = numberOf(textOf(value));
    if (number === null) return problems.invalid(line, `"${key}" needs a number`);
    bounds.push({ op, value: number });
  }
  if (bounds.length === 0) return problems.invalid(condition.line, 'the condition has no bound');
  const valueFields = itemsOf(under(condition, 'field')).flatMap((item) => textOf(item) ?? []);
  if (type.startsWith('value_') && valueFields.length === 0)
    return problems.invalid(condition.line, `a correlation of type ${type} needs "field" in its condition`);
  const percentile = numberOf(textOf(under(condition, 'percentile')));
  if (type === 'value_percentile' && (percentile === null || percentile < 0 || percentile > 100))
    return problems.invalid(condition.line, 'value_percentile needs "percentile" from 0 to 100 in its condition');
  return { bounds, valueFields, percentile, formula: null };
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,15}(?:\.\d{1,10})?$/.test(text) ? Number(text) : null;
}
