import type { SigmaText } from './read/sigma-text.js';

/** Parts of a time that Sigma compares (Modifiers Appendix 2.1), all in UTC; weeks as ISO 8601 counts them. */
export const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;

/** One of {@link timeParts}. */
export type TimePart = (typeof timeParts)[number];

/** Order of numbers. */
export type CompareOperator = 'lt' | 'lte' | 'gt' | 'gte';

/** Where a text must stand in a field. */
export type TextForm = 'equals' | 'contains' | 'startswith' | 'endswith';

/** What one value of a rule asks of a field. */
export type FieldTest =
  | { readonly kind: 'text'; readonly text: SigmaText; readonly cased: boolean }
  | { readonly kind: 'pattern'; readonly source: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly range: string }
  | { readonly kind: 'exists'; readonly present: boolean }
  | { readonly kind: 'null' }
  | {
      readonly kind: 'compare';
      readonly op: CompareOperator | 'eq';
      readonly value: number;
      readonly part: TimePart | null;
    }
  | { readonly kind: 'field'; readonly name: string; readonly form: TextForm; readonly cased: boolean };

/** A condition over one event. `field` null = the whole line (keywords). */
export type Expression =
  | { readonly op: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly op: 'not'; readonly of: Expression }
  | { readonly op: 'match'; readonly field: string | null; readonly test: FieldTest };
