import type { Fields } from './log-fields.js';
import type { LogKind } from './log-record.js';

/** What one line was understood as; `opens` says which following lines belong to it. */
export interface Classified {
  readonly kind: LogKind;
  readonly fields: Fields;
  readonly opens: 'block' | 'stack' | null;
}
