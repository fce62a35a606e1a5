import type { Severity } from '../core/severity.js';

/** What a detection is about: detections that share one of these have one cause. */
export interface Key {
  readonly type: 'address' | 'account' | 'process' | 'container' | 'path' | 'sha256' | 'domain' | 'request';
  readonly value: string;
}

/** One match of a rule. */
export interface Detection {
  /** Follows from the rule and the line, so that reading a line twice gives the same detection. */
  readonly id: string;
  /** Number of the stored line that completed it. */
  readonly seq: number;
  readonly at: Date;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** ATT&CK techniques, as `T1059.004`. */
  readonly techniques: readonly string[];
  readonly keys: readonly Key[];
  /** Which sensor saw it: a stage that two sensors saw stands firmer. */
  readonly sensor: string;
  readonly source: string;
  /** The line, at most 1,000 characters; escaped by whoever prints it. */
  readonly evidence: string;
}

/** Longest evidence text that a detection carries. */
export const evidenceChars = 1_000;
