import type { EventSource } from '../../core/event.js';

/** One match that is given to a correlation. */
export interface CorrelatedMatch {
  readonly timeMs: number;
  /** Number of the event in the stream: one event is one step, whatever number of rules it matches. */
  readonly sequence: number;
  /** Which of the correlation's rules matched, from 0. */
  readonly rule: number;
  /** Value of the counted field; null where the event has none. */
  readonly value: string | null;
  readonly source: EventSource | null;
}

/** What a window holds for one key: numbers and short texts only, so that it can be written down as JSON. */
export interface Accumulator<S> {
  readonly create: () => S;
  /**
   * The state after one event at a time, where that time is all there is to know; null where there is more. Most keys
   * of a flood have one event: such a key is kept as a number.
   */
  readonly single: ((timeMs: number) => S) | null;
  /** Takes a match in and forgets what is `spanMs` or more before it. */
  readonly add: (state: S, match: CorrelatedMatch) => void;
  /** The number that the bounds are about. */
  readonly measure: (state: S) => number;
  /** Lines worth keeping beside the deciding one. */
  readonly sources: (state: S) => readonly EventSource[];
  readonly toJson: (state: S) => unknown;
  readonly fromJson: (json: unknown) => S;
  /** Share of a key in the memory of all windows; 1 is a short list of times. */
  readonly weight: number;
}
