import type { AcquireOptions } from '../check-options.js';

/** Options of `candor fix` as commander hands them over. */
export interface FixOptions extends Pick<AcquireOptions, 'from' | 'since' | 'offline' | 'quiet'> {
  readonly apply?: boolean;
  readonly yes?: boolean;
  readonly reload?: boolean;
  /** An id, or true for the last one. */
  readonly undo?: string | true;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly config?: string;
  readonly case?: string;
}
