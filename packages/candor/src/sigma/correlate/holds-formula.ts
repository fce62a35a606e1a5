import type { RuleFormula } from '../rule.js';

/** Whether the formula holds when exactly the rules that `seen` knows have matched. */
export function holdsFormula(formula: RuleFormula, seen: (reference: string) => boolean): boolean {
  switch (formula.op) {
    case 'rule':
      return seen(formula.reference);
    case 'not':
      return !holdsFormula(formula.of, seen);
    case 'and':
      return formula.of.every((part) => holdsFormula(part, seen));
    case 'or':
      return formula.of.some((part) => holdsFormula(part, seen));
  }
}

/** Whether a later match can make it untrue: then only the end of the window can tell. */
export function hasNegation(formula: RuleFormula): boolean {
  if (formula.op === 'rule') return false;
  return formula.op === 'not' || formula.of.some(hasNegation);
}
