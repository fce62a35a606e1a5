import type { Severity } from '../core/severity.js';
import type { Expression } from './expression.js';

/** How mature a rule is (Sigma Rules Specification 2.1, "Status"). */
export const ruleStatuses = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const;

/** One of {@link ruleStatuses}. */
export type RuleStatus = (typeof ruleStatuses)[number];

/** What every kind of document says about itself. */
export interface RuleHead {
  /** Its `id`, else its `name`, else file and line: what detections and other rules call it. */
  readonly key: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly title: string;
  readonly status: RuleStatus;
  readonly level: Severity;
  readonly description: string;
  readonly tags: readonly string[];
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  readonly file: string;
  /** 1-based line where the document starts. */
  readonly line: number;
}

/** Which events a rule is for; null = any. */
export interface RuleLogSource {
  readonly product: string | null;
  readonly category: string | null;
  readonly service: string | null;
}

/** A rule over single events. */
export interface DetectionRule extends RuleHead {
  readonly kind: 'detection';
  readonly logsource: RuleLogSource;
  readonly expression: Expression;
}

/** Kinds of correlation (Sigma Correlation Rules Specification 2.1). */
export const correlationTypes = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_median',
  'value_percentile',
] as const;

/** One of {@link correlationTypes}. */
export type CorrelationType = (typeof correlationTypes)[number];

/** A bound that a count or value must keep; all bounds of a condition together. */
export interface Bound {
  readonly op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';
  readonly value: number;
}

/** Which of the named rules must have matched, for `temporal` correlations. */
export type RuleFormula =
  | { readonly op: 'rule'; readonly reference: string }
  | { readonly op: 'not'; readonly of: RuleFormula }
  | { readonly op: 'and' | 'or'; readonly of: readonly RuleFormula[] };

/** A rule over the matches of other rules. */
export interface CorrelationRule extends RuleHead {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Ids or names of rules, in the order written. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  readonly timespanMs: number;
  readonly bounds: readonly Bound[];
  /** Fields whose values are counted or added. */
  readonly valueFields: readonly string[];
  /** Of `value_percentile`: 0–100. */
  readonly percentile: number | null;
  readonly formula: RuleFormula | null;
  /** Alias → rule → field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Whether the rules it refers to report by themselves as well. */
  readonly generate: boolean;
}

/** A condition that is added to other rules with "and" (Sigma Filters Specification 2.2). */
export interface FilterRule extends RuleHead {
  readonly kind: 'filter';
  readonly logsource: RuleLogSource;
  /** Ids or names; null = every rule of the log source. */
  readonly rules: readonly string[] | null;
  readonly expression: Expression;
}

/** One document of a rule file. */
export type SigmaRule = DetectionRule | CorrelationRule | FilterRule;

/** Why a document is not used: named with rule and place, never passed over. */
export interface RuleProblem {
  readonly file: string;
  /** 1-based; null when the whole file is meant. */
  readonly line: number | null;
  readonly rule: string | null;
  /** `unsupported`: valid Sigma that this engine has not; `invalid`: no valid Sigma. */
  readonly kind: 'invalid' | 'unsupported';
  readonly message: string;
}
