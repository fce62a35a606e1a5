import { exampleNow, exampleRef } from '../../core/example.js';
import { type Fact, type FactSpec, known, unknown } from '../../core/fact.js';
import type { Result } from '../../core/result.js';
import type { FactSource } from '../../core/run-checks.js';
import { type FixContext, type SourceFile, workspaceOf } from '../model.js';

/** Facts for a test by their spec; the others are unknown. */
export function factsFor(given: readonly (readonly [FactSpec<unknown>, unknown])[]): FactSource {
  const byId = new Map(given.map(([spec, value]) => [spec.id, value]));
  return <T>(spec: FactSpec<T>): Fact<T> =>
    byId.has(spec.id)
      ? known(byId.get(spec.id) as T, [exampleRef('docker.inspect')], exampleNow) // the test gives the value of that spec
      : unknown('not-collected', spec.id);
}

/** A context over files and facts. */
export function contextOf(
  files: readonly SourceFile[],
  given: readonly (readonly [FactSpec<unknown>, unknown])[] = [],
): FixContext {
  return { facts: factsFor(given), files: workspaceOf(files), host: { cpus: 2, memoryBytes: 4 * 1024 ** 3 } };
}

/** A failed result for a test. */
export function failed(check: string, change: Partial<Result> = {}): Result {
  return {
    check,
    subject: 'host',
    state: 'fail',
    severity: 'medium',
    questions: ['Q1'],
    required: false,
    title: check,
    location: null,
    what: null,
    whyItMatters: '',
    reason: null,
    detail: null,
    evidence: [],
    fingerprint: '',
    verifyByHand: '',
    remediation: { text: '', diff: null },
    references: [],
    missing: [],
    settle: null,
    firstSeen: null,
    status: null,
    ...change,
  };
}
