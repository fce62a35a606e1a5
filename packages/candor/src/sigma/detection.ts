import type { EventSource, WatchEvent } from '../core/event.js';
import type { Severity } from '../core/severity.js';
import type { RuleStatus } from './rule.js';
import type { RuleOrigin } from './rule-set.js';

/** The rule of a detection. */
export interface DetectedRule {
  readonly key: string;
  readonly title: string;
  readonly level: Severity;
  readonly status: RuleStatus;
  /** Sigma tags, such as `attack.t1190`. */
  readonly tags: readonly string[];
  readonly origin: RuleOrigin;
  readonly kind: 'event' | 'correlation';
}

/**
 * One match of a rule. Of a correlation: `group` names what its events have in common, `count` the events (or distinct
 * values, or rules) since the burst began, `ended` that this is the last word on a burst that was told before.
 */
export interface RuleDetection {
  readonly rule: DetectedRule;
  /** When the deciding event happened, or when the window closed. */
  readonly time: Date;
  readonly first: Date;
  readonly count: number;
  readonly group: Readonly<Record<string, string>>;
  /** The deciding event; null when the end of a window decided. */
  readonly event: WatchEvent | null;
  /** Raw lines to keep as evidence, the deciding one last. */
  readonly sources: readonly EventSource[];
  readonly ended: boolean;
}
