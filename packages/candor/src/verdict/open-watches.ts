import type { Report } from '../core/report.js';
import type { CaseRecords } from '../facts/case-records.js';

/** Watches of `candor note watch` that still run, as open questions; the next hit is a finding of RTC-16. */
export function openWatches(records: CaseRecords, now: Date): Report['questionsAndRisks'] {
  return records.indicators
    .filter((one) => one.watchUntil !== null && one.watchUntil >= now)
    .map((one) => ({
      q: `Is ${one.value} seen again? It is watched until ${one.watchUntil?.toISOString().slice(0, 10)}.`,
      risk: 'Whoever comes back was not kept out.',
      recommendation: 'candor check',
    }));
}
