import { CandorError } from '../core/errors.js';
import type { Report } from '../core/report.js';

/** Keys of `candor-report/1` that hold a moment. */
const moments: ReadonlySet<string> = new Set([
  'at',
  'capturedAt',
  'firstSeen',
  'lastSeen',
  'requestedSince',
  'effectiveSince',
  'nextReview',
  'advisoryDate',
]);

/** A stored report as a value again: every rendering of it is the same as on its day. */
export function reviveReport(bytes: Buffer, name: string): Report {
  try {
    const raw: unknown = JSON.parse(bytes.toString('utf8'), (key, value: unknown) =>
      moments.has(key) && typeof value === 'string' ? new Date(value) : value,
    );
    if (typeof raw === 'object' && raw !== null && 'format' in raw && raw.format === 'candor-report/1')
      return raw as Report; // its hash stands in the chain: it is what candor wrote
  } catch {
    // falls through: the same error as for another format
  }
  throw new CandorError('CASE_EDITED', `${name} is no candor-report/1`, { hint: 'candor case verify' });
}
