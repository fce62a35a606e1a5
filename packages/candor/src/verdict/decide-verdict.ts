import {
  type Answer,
  type Cap,
  exitCodeOf,
  type Incident,
  type VerdictStatus,
  verdictStatuses,
} from '../core/report.js';
import type { Result } from '../core/result.js';
import { isAtLeast } from '../core/severity.js';
import { isBad, isUnanswered } from './answer-questions.js';
import { type CapClaim, worseStatus } from './judgement.js';

/** Critical checks whose failure shows an effect (process, file, connection, persistence), not only a trace in a log. */
export const effectChecks: ReadonlySet<string> = new Set([
  'RTC-01',
  'RTC-02',
  'RTC-03',
  'RTC-05',
  'RTC-06',
  'RTC-07',
  'RTC-08',
  'RTC-12',
  'RTC-13',
  'RTC-14',
  'PER-03',
  'PER-06',
  'PER-12',
]);

/** How long an attempt counts as "now" (verdict.md, section 3). */
export const attackNowMs = 3_600_000;

/** What the verdict is decided from. */
export interface VerdictInput {
  readonly results: readonly Result[];
  readonly incidents: readonly Incident[];
  readonly answers: readonly Answer[];
  readonly caps: readonly CapClaim[];
  readonly now: Date;
}

/** Status, confidence and caps: the table of verdict.md, section 3, worst first. */
export interface Decision {
  readonly status: VerdictStatus;
  readonly confidence: 'confirmed' | 'suspected' | null;
  readonly exitCode: number;
  readonly caps: readonly Cap[];
}

/** Decides the verdict. Total, deterministic, independent of order; more bad news never improves it. */
export function decideVerdict(input: VerdictInput): Decision {
  const base = baseStatus(input);
  const status = input.caps.reduce<VerdictStatus>((worst, cap) => worseStatus(worst, cap.cap, verdictStatuses), base);
  const caps = input.caps.map((cap) => ({
    ...cap,
    binding: exitCodeOf(cap.cap) > exitCodeOf(base) && cap.cap === status,
  }));
  return {
    status,
    confidence: status === 'COMPROMISED' ? confidenceOf(input) : null,
    exitCode: exitCodeOf(status),
    caps,
  };
}

function baseStatus(input: VerdictInput): VerdictStatus {
  if (input.incidents.some(isBreakIn) || input.results.some(isSignOfCompromise)) return 'COMPROMISED';
  if (input.incidents.some((incident) => isAttackNow(incident, input.now))) return 'UNDER ATTACK';
  if (input.results.some(isBad)) return 'AT RISK';
  if (input.incidents.some((incident) => incident.open && isAtLeast(incident.severity, 'high'))) return 'AT RISK';
  if (input.results.some(isUnanswered) || input.answers.some((answer) => answer.answer !== 'good'))
    return 'INCONCLUSIVE';
  return input.results.some((result) => result.required) ? 'SAFE' : 'INCONCLUSIVE';
}

function confidenceOf(input: VerdictInput): 'confirmed' | 'suspected' {
  const shown =
    input.incidents.some((incident) => isBreakIn(incident) && incident.executed === 'yes') ||
    input.results.some((result) => isSignOfCompromise(result) && effectChecks.has(result.check));
  return shown ? 'confirmed' : 'suspected';
}

/** Attacker code ran: the incident states that the attack succeeded. */
export function isBreakIn(incident: Incident): boolean {
  return incident.open && isAtLeast(incident.severity, 'high') && states(incident, 'attack-succeeded');
}

/** A failed critical check of RTC or PER is itself a sign of compromise. */
export function isSignOfCompromise(result: Result): boolean {
  return result.state === 'fail' && result.severity === 'critical' && /^(RTC|PER)-/.test(result.check);
}

function isAttackNow(incident: Incident, now: Date): boolean {
  if (!incident.open || !isAtLeast(incident.severity, 'high') || !states(incident, 'attack-attempted')) return false;
  return incident.lastSeen !== null && now.getTime() - incident.lastSeen.getTime() <= attackNowMs;
}

function states(incident: Incident, hypothesis: string): boolean {
  return incident.hypotheses.some((candidate) => candidate.id === hypothesis && candidate.stated);
}
