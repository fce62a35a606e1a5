import type { ScalarTree } from '../../formats/compose/tree.js';
import type { CompareOperator, FieldTest, TextForm, TimePart } from '../expression.js';
import { readSigmaText, type SigmaText, withOpenEnds } from './sigma-text.js';

/** A value of a rule while its modifiers are applied, in their order. */
export type RuleValue =
  | {
      readonly kind: 'string';
      readonly text: SigmaText;
      /** As written, for patterns: a pattern has no Sigma escapes. */
      readonly source: string;
      readonly cased: boolean;
      /** Each character is one byte (after a UTF-16 modifier). */
      readonly bytes: boolean;
    }
  | { readonly kind: 'number'; readonly value: number; readonly source: string }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly source: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'pattern'; readonly source: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly range: string }
  | { readonly kind: 'exists'; readonly present: boolean }
  | { readonly kind: 'time'; readonly part: TimePart; readonly value: number }
  | { readonly kind: 'compare'; readonly op: CompareOperator; readonly value: number; readonly part: TimePart | null }
  | { readonly kind: 'field'; readonly name: string; readonly form: TextForm; readonly cased: boolean };

/** The value that a YAML scalar stands for, before any modifier. */
export function ruleValueOf(scalar: ScalarTree): RuleValue {
  if (scalar.value === null) return { kind: 'null' };
  if (scalar.plain && typeof scalar.value === 'number')
    return { kind: 'number', value: scalar.value, source: scalar.source };
  if (scalar.plain && typeof scalar.value === 'boolean')
    return { kind: 'boolean', value: scalar.value, source: scalar.source };
  return stringValue(scalar.plain ? scalar.source : String(scalar.value));
}

/** A string value as written. */
export function stringValue(source: string): Extract<RuleValue, { kind: 'string' }> {
  return { kind: 'string', text: readSigmaText(source), source, cased: false, bytes: false };
}

/** What the finished value asks; a keyword (no field) may stand anywhere in the line. */
export function testOf(value: RuleValue, isKeyword: boolean): FieldTest {
  switch (value.kind) {
    case 'string':
      return {
        kind: 'text',
        text: isKeyword ? withOpenEnds(value.text, true, true) : value.text,
        cased: value.cased,
      };
    case 'number':
    case 'boolean':
      return testOf(stringValue(value.source), isKeyword);
    case 'time':
      return { kind: 'compare', op: 'eq', value: value.value, part: value.part };
    default:
      return value;
  }
}
