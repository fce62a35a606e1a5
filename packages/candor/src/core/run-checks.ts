import { createHash } from 'node:crypto';
import type { Check, CheckContext, Outcome, Remediation } from './check.js';
import type { EvidenceRef } from './evidence.js';
import type { Fact, FactSpec, Unknown } from './fact.js';
import { nameSubject } from './name-subject.js';
import type { Result } from './result.js';

/** Answers what is known of a fact; the door between the parsing and the judging half. */
export type FactSource = <T>(spec: FactSpec<T>) => Fact<T>;

/** Runs every check against the facts. A check that throws becomes `error` and stops nothing else. */
export function runChecks(checks: readonly Check[], facts: FactSource, context: CheckContext): Result[] {
  return checks.flatMap((check) => runCheck(check, facts, context));
}

/** Runs one check. Unknown facts become `unknown` results; a partial fact never lets it pass. */
export function runCheck(check: Check, facts: FactSource, context: CheckContext): Result[] {
  try {
    const missing = firstUnknown(check, facts);
    if (missing)
      return [
        withMissing(
          toResult(check, { state: 'unknown', reason: missing.reason, detail: missing.detail }),
          check,
          facts,
        ),
      ];
    const outcomes = check.decide(collect(check, facts), context);
    return outcomes.map((outcome) => withMissing(toResult(check, guard(check, outcome, facts)), check, facts));
  } catch (error) {
    return [errorResult(check, error)];
  }
}

/** Names the artefacts that could tell, for a result that is unknown. */
function withMissing(result: Result, check: Check, facts: FactSource): Result {
  if (result.state !== 'unknown' && result.state !== 'stale') return result;
  const holes = Object.values({ ...check.needs, ...check.uses }).filter((spec) => {
    const fact = facts(spec);
    return fact.status === 'unknown' || !fact.complete;
  });
  return { ...result, missing: [...new Set(holes.flatMap((spec) => spec.sources))] };
}

function firstUnknown(check: Check, facts: FactSource): Unknown | null {
  for (const spec of Object.values(check.needs)) {
    const fact = facts(spec);
    if (fact.status === 'unknown') return fact;
  }
  return null;
}

function collect(check: Check, facts: FactSource): Record<string, Fact<unknown>> {
  const found: Record<string, Fact<unknown>> = {};
  for (const [key, spec] of Object.entries({ ...check.needs, ...check.uses })) found[key] = facts(spec);
  return found;
}

/** From a partial fact a check may fail, never pass and never be called inapplicable; a gate's failure is unknown. */
function guard(check: Check, outcome: Outcome, facts: FactSource): Outcome {
  if (outcome.state === 'fail' && check.gate) {
    return {
      state: 'unknown',
      reason: 'not-collected',
      detail: outcome.what,
      evidence: outcome.evidence,
      ...subjectOf(outcome),
    };
  }
  if (outcome.state !== 'pass' && outcome.state !== 'not-applicable') return outcome;
  for (const spec of Object.values(check.needs)) {
    const fact = facts(spec);
    if (fact.status === 'known' && !fact.complete) {
      const gap = fact.gap ?? { reason: 'not-collected' as const, detail: `${spec.title}: only a part was seen` };
      return {
        state: 'unknown',
        reason: gap.reason,
        detail: gap.detail,
        evidence: outcome.evidence,
        ...subjectOf(outcome),
      };
    }
  }
  return outcome;
}

function subjectOf(outcome: Outcome): { subject?: string } {
  return outcome.subject === undefined ? {} : { subject: outcome.subject };
}

function errorResult(check: Check, error: unknown): Result {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    ...toResult(check, { state: 'unknown', reason: 'unsupported', detail: `the check itself failed: ${detail}` }),
    state: 'error',
  };
}

function toResult(check: Check, outcome: Outcome): Result {
  const subject = outcome.subject ?? 'host';
  const failed = outcome.state === 'fail' ? outcome : null;
  const remediation = failed?.fix ?? check.remediation;
  const named = (command: string) => nameSubject(command, subject);
  return {
    check: check.id,
    subject,
    state: outcome.state,
    severity: failed?.severity ?? check.severity,
    questions: check.questions,
    required: check.required,
    title: check.title,
    location: failed?.location ?? null,
    what: outcome.state === 'fail' || outcome.state === 'pass' ? (outcome.what ?? null) : null,
    whyItMatters: check.whyItMatters,
    reason: outcome.state === 'unknown' || outcome.state === 'stale' ? outcome.reason : null,
    detail: detailOf(outcome),
    evidence: outcome.evidence ?? [],
    fingerprint: fingerprint(check.id, subject, failed ? identity(failed.location, failed.evidence) : ''),
    verifyByHand: named(failed?.verifyByHand ?? check.verifyByHand),
    remediation: { ...namedRemedy(remediation, named), diff: null },
    references: check.references,
    missing: [],
    settle: 'settle' in outcome && outcome.settle !== undefined ? named(outcome.settle) : null,
    firstSeen: null,
    status: null,
  };
}

function namedRemedy(remedy: Remediation, named: (command: string) => string): Remediation {
  return remedy.commands === undefined ? remedy : { ...remedy, commands: remedy.commands.map(named) };
}

function detailOf(outcome: Outcome): string | null {
  if (outcome.state === 'unknown' || outcome.state === 'stale') return outcome.detail;
  return outcome.state === 'not-applicable' ? outcome.because : null;
}

/** Location without line numbers: an edit above the finding must not make it a new one. */
function identity(location: string, evidence: readonly EvidenceRef[]): string {
  return `${location.replace(/:\d+(?=$|[\s,)])/g, '')}|${evidence[0]?.artifact ?? ''}`;
}

/** First 16 hex digits of SHA-256 over the parts. */
export function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 16);
}
