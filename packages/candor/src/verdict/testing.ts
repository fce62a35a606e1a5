import type { HypothesisId, Incident } from '../core/report.js';
import { hypothesisIds } from '../core/report.js';
import type { Result } from '../core/result.js';

/** A passing required result, for tests; `change` says what differs. */
export function blankResult(change: Partial<Result> = {}): Result {
  return {
    check: 'EXP-01',
    subject: 'host',
    state: 'pass',
    severity: 'high',
    questions: ['Q1'],
    required: true,
    title: 't',
    location: null,
    what: null,
    whyItMatters: '',
    reason: null,
    detail: null,
    evidence: [{ artifact: 'host.sockets', subject: 'host' }],
    fingerprint: 'f',
    verifyByHand: '',
    remediation: { text: '', commands: [], diff: null },
    references: [],
    missing: [],
    settle: null,
    firstSeen: null,
    status: null,
    ...change,
  };
}

/** An open incident, for tests, with one stated hypothesis or none. */
export function blankIncident(
  change: Partial<Incident> = {},
  stated: HypothesisId | null | string = 'attack-succeeded',
): Incident {
  return {
    id: 'INC-1',
    title: 't',
    severity: 'critical',
    open: true,
    wouldDecide: null,
    stages: [],
    firstSeen: null,
    lastSeen: null,
    fingerprint: 'f',
    hypotheses: hypothesisIds.map((id) => ({ id, stated: id === stated, explains: [], evidence: [] })),
    calls: 1,
    waves: 1,
    rawLines: 1,
    executed: 'unknown',
    subjects: ['host'],
    hostPids: [],
    rootCause: { advisory: null, package: null, version: null, confidence: 'unknown', because: [] },
    indicators: [],
    secretsExposed: [],
    wouldDisprove: '',
    response: [],
    questions: ['Q4'],
    evidence: [],
    ...change,
  };
}
