import type { Expression, FieldTest } from '../expression.js';

/** A text that stands in a field, in lower case. */
export interface Literal {
  readonly field: string | null;
  readonly text: string;
}

/** Shorter texts stand in too many lines to be worth looking for. */
const SHORTEST = 3;
/** A rule with more alternatives than this is looked at for every event of its log source. */
const MOST_LITERALS = 2_000;

/**
 * Texts of which at least one stands in the event whenever the expression holds; null when there are no such texts.
 * This is what the prefilter looks for: an event without any of them cannot match.
 */
export function requiredLiterals(expression: Expression): readonly Literal[] | null {
  if (expression.op === 'not') return null;
  if (expression.op === 'match') return literalOf(expression.field, expression.test);
  const parts = expression.of.map(requiredLiterals);
  if (expression.op === 'and') return best(parts.filter((part) => part !== null));
  const all = parts.filter((part) => part !== null);
  const joined = all.flat();
  return all.length < parts.length || joined.length > MOST_LITERALS ? null : joined;
}

function literalOf(field: string | null, test: FieldTest): readonly Literal[] | null {
  if (test.kind !== 'text') return null;
  const pieces = test.text.filter((part) => typeof part === 'string');
  const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), '');
  const text = longest.toLowerCase();
  return text.length < SHORTEST ? null : [{ field, text }];
}

/** The set least likely to be met by chance: long texts before few. */
function best(sets: readonly (readonly Literal[])[]): readonly Literal[] | null {
  const worth = (set: readonly Literal[]) => Math.min(12, ...set.map((one) => one.text.length)) * 100 - set.length;
  return sets.reduce<readonly Literal[] | null>(
    (chosen, set) => (chosen === null || worth(set) > worth(chosen) ? set : chosen),
    null,
  );
}
