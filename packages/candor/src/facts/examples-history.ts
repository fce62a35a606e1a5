import { exampleRef } from '../core/example.js';
import type { EarlierReport, History } from './history.js';
import type { LogOf } from './logs.js';

/** No history at all: a first report. */
export const firstReport: History = { reports: [], changes: [], firstReport: true };

/** An earlier report, for examples. */
export function exampleReport(change: Partial<EarlierReport> = {}): EarlierReport {
  return {
    kind: 'candor',
    name: '2026-11-10T120000Z-web-1',
    host: null,
    at: new Date('2026-11-10T12:00:00Z'),
    status: 'SAFE',
    tone: 'good',
    claims: [],
    indicators: [],
    openQuestions: [],
    amendments: [],
    watchNotes: [],
    openFindings: [],
    unanswered: [],
    answered: [],
    persistenceUnknown: false,
    id: '2026-11-10T120000Z-web-1',
    sha256: 'aa',
    previous: null,
    ref: exampleRef('case.reports'),
    ...change,
  };
}

/** A history of the given reports, for examples. */
export function exampleHistory(
  reports: readonly EarlierReport[] = [exampleReport()],
  change: Partial<History> = {},
): History {
  return { reports, changes: [], firstReport: reports.length === 0, ...change };
}

/** A container log of two days, for examples. */
export function exampleLog(change: Partial<LogOf> = {}, reading: Partial<LogOf['reading']> = {}): LogOf {
  return {
    artifact: 'docker.logs',
    subject: 'container:site-app-1',
    path: 'artifacts/app.log',
    sizeBytes: 9000,
    partial: false,
    ref: exampleRef('docker.logs', 'container:site-app-1'),
    reading: {
      records: [],
      counts: { 'request GET 200': 40 },
      lines: 40,
      first: new Date('2026-11-18T12:00:00Z'),
      last: new Date('2026-11-20T11:59:00Z'),
      notUnderstood: { count: 0, firstLine: null, samples: [] },
      overflow: {},
      cutLines: 0,
      ...reading,
    },
    ...change,
  };
}
