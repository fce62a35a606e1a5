import type { EventSource, WatchEvent } from '../core/event.js';
import type { Severity } from '../core/severity.js';

/** One match of a rule as the pipeline needs it (`sigma/detection.ts` says more). */
export interface RuleHit {
  readonly rule: {
    readonly key: string;
    readonly title: string;
    readonly level: Severity;
    readonly tags: readonly string[];
  };
  readonly time: Date;
  readonly count: number;
  readonly group: Readonly<Record<string, string>>;
  /** The deciding event; null when the end of a window decided. */
  readonly event: WatchEvent | null;
  readonly sources: readonly EventSource[];
}

/** What judges events one by one, with a memory that can be kept and given back. */
export interface RuleEngine {
  take(event: WatchEvent): readonly RuleHit[];
  /** Lets time pass: windows that end without another event. */
  advance(now: Date): readonly RuleHit[];
  /** JSON-able state; an engine made from it goes on exactly. */
  state(): unknown;
}
