import type { VerdictStatus } from '../core/report.js';
import { verdictStatuses } from '../core/report.js';
import type { Severity } from '../core/severity.js';
import type { Alert } from './alerts/alert.js';

/** What a scheduled check said. */
export interface CheckOutcome {
  readonly at: Date;
  readonly status: VerdictStatus;
  readonly summary: string;
  /** Keys of the results that failed, and ids of incidents. */
  readonly findings: readonly string[];
}

/** What is remembered of earlier checks; plain data. */
export interface VerdictMemory {
  /** The verdict that was told last; null before the first. */
  readonly told: VerdictStatus | null;
  /** The latest verdict that was not told yet, and how often it came in a row. */
  readonly pending: { readonly status: VerdictStatus; readonly times: number } | null;
}

/** Nothing was checked yet. */
export const noVerdict: VerdictMemory = { told: null, pending: null };

const severityOf: Readonly<Record<VerdictStatus, Severity>> = {
  SAFE: 'medium',
  INCONCLUSIVE: 'medium',
  'AT RISK': 'high',
  'UNDER ATTACK': 'critical',
  COMPROMISED: 'critical',
};

/**
 * A worse verdict is told at once, a better one and INCONCLUSIVE (a time-out makes it) after two equal checks, so that one
 * slow answer of a daemon cries no wolf (watch.md, "Alerts").
 */
export function watchVerdict(
  memory: VerdictMemory,
  outcome: CheckOutcome,
): { readonly memory: VerdictMemory; readonly alert: Alert | null } {
  const { status } = outcome;
  if (memory.told === status) return { memory: { told: status, pending: null }, alert: null };
  const times = memory.pending?.status === status ? memory.pending.times + 1 : 1;
  const worse = memory.told === null || rank(status) > rank(memory.told);
  const atOnce = worse && status !== 'INCONCLUSIVE';
  if (!atOnce && memory.told !== null && times < 2)
    return { memory: { ...memory, pending: { status, times } }, alert: null };
  const alert: Alert = {
    id: 'verdict',
    at: outcome.at,
    kind: 'verdict',
    severity: worse ? severityOf[status] : 'medium',
    title:
      memory.told === null
        ? `first verdict: ${status}`
        : `verdict ${worse ? 'worse' : 'better'}: ${memory.told} → ${status}`,
    text: [outcome.summary, ...outcome.findings.slice(0, 15), 'more: candor check'].join('\n'),
  };
  return { memory: { told: status, pending: null }, alert };
}

function rank(status: VerdictStatus): number {
  return verdictStatuses.indexOf(status);
}
