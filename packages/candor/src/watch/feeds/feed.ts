import type { Source } from '../events/source-kind.js';
import type { Loss } from '../tail/cursor.js';

/** What a feed has since the last look. The cursor holds once the chunks are stored. */
export interface Fed {
  readonly chunks: readonly Buffer[];
  /** JSON-able; given back to the feed after a restart. */
  readonly cursor: unknown;
  readonly losses: readonly Loss[];
  /** False when there is more to be had at once. */
  readonly drained: boolean;
}

/** A stream of whole lines of one source. */
export interface Feed {
  readonly source: Source;
  poll(now: Date, budgetBytes: number): Fed;
  close(): void;
}
