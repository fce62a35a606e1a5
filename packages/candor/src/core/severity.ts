/** Sigma's severity words, mildest first. Severity follows the reaction that is asked for. */
export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;

/** One of {@link severities}. */
export type Severity = (typeof severities)[number];

/** Position in {@link severities}: 0 informational … 4 critical. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** True when `severity` is `floor` or worse. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return severityRank(severity) >= severityRank(floor);
}
