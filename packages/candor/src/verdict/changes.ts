import type { EvidenceRef } from '../core/evidence.js';
import type { QuestionId } from '../core/question.js';
import type { Incident, VerdictStatus } from '../core/report.js';
import type { Result } from '../core/result.js';
import type { Judgement } from './judgement.js';

/** Leaves a trace: what a rule did to what, and why. */
export function traced(
  judgement: Judgement,
  rule: string,
  target: string,
  effect: string,
  because: string,
  evidence: readonly EvidenceRef[] = [],
): Judgement {
  return { ...judgement, traces: [...judgement.traces, { rule, target, effect, because, evidence }] };
}

/** Sets a limit on the verdict, with its trace. */
export function capped(
  judgement: Judgement,
  rule: string,
  cap: VerdictStatus,
  because: string,
  evidence: readonly EvidenceRef[] = [],
): Judgement {
  const limited = { ...judgement, caps: [...judgement.caps, { rule, cap, because }] };
  return traced(limited, rule, 'verdict', `at best ${cap}`, because, evidence);
}

/** Takes claims away: their answers can be no better than `best`. */
export function limited(
  judgement: Judgement,
  rule: string,
  questions: readonly QuestionId[],
  best: 'unknown' | 'bad',
  because: string,
  evidence: readonly EvidenceRef[] = [],
): Judgement {
  const limits = questions.map((question) => ({ question, best, rule, because, evidence }));
  const next = { ...judgement, limits: [...judgement.limits, ...limits] };
  return traced(next, rule, questions.join(', '), `at best ${best}`, because, evidence);
}

/** Turns passes of the given checks into unknown: a negative that nobody could have seen is no information. */
export function withdrawPasses(
  judgement: Judgement,
  rule: string,
  matches: (result: Result) => boolean,
  reason: NonNullable<Result['reason']>,
  because: string,
  evidence: readonly EvidenceRef[] = [],
): Judgement {
  const hit = judgement.results.filter((result) => result.state === 'pass' && matches(result));
  if (hit.length === 0) return judgement;
  const results = judgement.results.map((result) =>
    hit.includes(result) ? { ...result, state: 'unknown' as const, reason, detail: because } : result,
  );
  return traced(
    { ...judgement, results },
    rule,
    [...new Set(hit.map((result) => result.check))].join(', '),
    'pass → unknown',
    because,
    evidence,
  );
}

/** Replaces one incident. */
export function changedIncident(judgement: Judgement, id: string, change: Partial<Incident>): Judgement {
  return {
    ...judgement,
    incidents: judgement.incidents.map((incident) => (incident.id === id ? { ...incident, ...change } : incident)),
  };
}
