import type { RuleValue } from './rule-value.js';

/** Values after a modifier, or why it does not fit: `invalid` Sigma, or Sigma that is not `unsupported` here. */
export type Modified =
  | { readonly values: readonly RuleValue[] }
  | { readonly kind: 'invalid' | 'unsupported'; readonly reason: string };

/** Values of placeholders for `expand`, by name without the percent signs. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;
