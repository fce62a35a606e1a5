import type { BehaviourKind, BehaviourWeight, Span } from './command-analysis.js';

/** One behaviour as a detector reports it, before its text and technique are filled in. */
export interface Detection {
  readonly kind: BehaviourKind;
  readonly weight: BehaviourWeight;
  readonly what: string;
  readonly span: Span;
}
