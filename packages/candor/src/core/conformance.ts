import type { Check, Example, FactSpecs } from './check.js';
import { exampleNow } from './example.js';
import { type Fact, type FactSpec, unknown } from './fact.js';
import type { Result } from './result.js';
import { runCheck } from './run-checks.js';

/** Runs one example of a check: facts it leaves out are unknown (`not-collected`). Used by the conformance suite and the docs. */
export function runExample(check: Check, example: Example<FactSpecs, FactSpecs>): Result[] {
  const specs: FactSpecs = { ...check.needs, ...check.uses };
  const byId = new Map<string, Fact<unknown>>();
  for (const [key, spec] of Object.entries(specs)) {
    byId.set(spec.id, example.facts[key] ?? unknown('not-collected', `${spec.title}: not collected`));
  }
  const source = <T>(spec: FactSpec<T>) => (byId.get(spec.id) ?? unknown('not-collected', spec.title)) as Fact<T>; // keyed by the same spec
  return runCheck(check, source, { now: exampleNow, windowSince: new Date(exampleNow.getTime() - 86_400_000) });
}
