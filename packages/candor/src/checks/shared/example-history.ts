import { exampleNow, exampleRef } from '../../core/example.js';
import { exampleReport } from '../../facts/examples-history.js';
import type { EarlierIndicator, EarlierReport, History } from '../../facts/history.js';

/** An earlier report of yesterday that tells of an attack, for the examples of checks. */
export function attackReport(change: Partial<EarlierReport> = {}): EarlierReport {
  return exampleReport({
    name: 'report-2026-11-19',
    id: 'report-2026-11-19',
    at: new Date(exampleNow.getTime() - 86_400_000),
    status: 'COMPROMISED',
    tone: 'bad',
    sha256: null,
    ref: exampleRef('case.reports', 'host', 4),
    ...change,
  });
}

/** A history with one report that names the given indicators. */
export function attackHistory(
  indicators: readonly Pick<EarlierIndicator, 'type' | 'value'>[] = [],
  change: Partial<History> = {},
): History {
  const ref = exampleRef('case.reports', 'host', 4);
  const report = attackReport({ indicators: indicators.map((indicator) => ({ ...indicator, ref })) });
  return { reports: [report], changes: [], firstReport: false, ...change };
}
