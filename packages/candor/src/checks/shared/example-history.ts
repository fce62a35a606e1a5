import { exampleNow, exampleRef } from '../../core/example.js';
import type { EarlierIndicator, EarlierReport, History } from '../../facts/history.js';

const ref = exampleRef('case.reports', 'host', 4);

/** An earlier report of yesterday that tells of an attack, for the examples of checks. */
export function exampleReport(change: Partial<EarlierReport> = {}): EarlierReport {
  return {
    kind: 'candor',
    name: 'report-2026-11-19',
    host: null,
    at: new Date(exampleNow.getTime() - 86_400_000),
    status: 'COMPROMISED',
    tone: 'bad',
    claims: [],
    indicators: [],
    openQuestions: [],
    amendments: [],
    watchNotes: [],
    openFindings: [],
    unanswered: [],
    answered: [],
    persistenceUnknown: false,
    id: 'report-2026-11-19',
    sha256: null,
    previous: null,
    ref,
    ...change,
  };
}

/** A history with one report that names the given indicators. */
export function exampleHistory(
  indicators: readonly Pick<EarlierIndicator, 'type' | 'value'>[] = [],
  change: Partial<History> = {},
): History {
  const report = exampleReport({ indicators: indicators.map((indicator) => ({ ...indicator, ref })) });
  return { reports: [report], changes: [], firstReport: false, ...change };
}

/** No reports: the first one. */
export function firstHistory(): History {
  return { reports: [], changes: [], firstReport: true };
}
