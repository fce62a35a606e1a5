import type { Parsed } from '../../core/parsed.js';
import { readJsonLines } from '../text/json-lines.js';
import { dateOrNull, filledOrNull, member } from '../text/json-values.js';

/** One entry of the ledger of changes: what someone did to the host, and when. */
export interface CaseChange {
  readonly at: Date;
  readonly what: string;
  readonly by: string | null;
  readonly line: number;
}

/** Lines `{at, what, by}` of `case.changes`. */
export function readCaseChanges(text: string): Parsed<CaseChange[]> {
  return readJsonLines(
    text,
    ({ object, line }) => {
      const at = dateOrNull(member(object, 'at'));
      const what = filledOrNull(member(object, 'what'));
      return at === null || what === null ? null : { at, what, by: filledOrNull(member(object, 'by')), line };
    },
    'change without a time and a description',
  );
}
