import type { VerdictStatus } from '../../packages/candor/src/core/report.js';
import type { Moment } from './bundle-builder.js';

/** A moment and what must be concluded from it. */
export interface MomentCase {
  readonly moment: Moment;
  readonly atLeast?: VerdictStatus;
  readonly atMost?: VerdictStatus;
  readonly confidence?: 'confirmed' | 'suspected';
  readonly mustFail?: readonly string[];
  readonly mustNotFail?: readonly string[];
  readonly calls?: number;
  readonly executed?: 'yes' | 'no' | 'unknown';
  /** Rules of evidence that must leave a trace. */
  readonly rules?: readonly string[];
}
