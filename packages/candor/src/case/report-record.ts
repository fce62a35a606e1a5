import type { Report } from '../core/report.js';

/** Longest list of indicators that a report's record carries. */
const indicatorLimit = 500;

/** What a report's record says of it: enough to know recurrences and renewals without opening the report. */
export function reportBody(report: Report): Readonly<Record<string, unknown>> {
  const indicators = report.incidents
    .flatMap((incident) => incident.indicators)
    .filter((indicator) => indicator.type !== 'process' && indicator.role !== 'scanner');
  const unique = new Map(indicators.map(({ type, value, role }) => [`${type} ${value}`, { type, value, role }]));
  return {
    capturedAt: report.capturedAt.toISOString(),
    host: report.host.name,
    verdict: report.verdict.status,
    open: report.results.filter((result) => result.state === 'fail').length,
    indicators: [...unique.values()].slice(0, indicatorLimit),
    dismissalsHeld: report.dismissals
      .filter((one) => one.state === 'valid' && one.kind !== 'acceptance')
      .map((one) => one.fingerprint),
  };
}
