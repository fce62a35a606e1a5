import type { Bundle } from '../core/evidence.js';
import { type Fact, type FactSpec, unknown } from '../core/fact.js';
import type { FactSource } from '../core/run-checks.js';
import type { ParseContext, Parser } from './parser.js';

/** Facts of a bundle on demand, each parsed once. A parser that throws costs its own fact only. */
export function factStore(
  bundle: Bundle,
  parsers: readonly Parser[],
  given: ReadonlyMap<string, Fact<unknown>> = new Map(),
): FactSource {
  const byId = new Map(parsers.map((parser) => [parser.spec.id, parser]));
  const done = new Map<string, Fact<unknown>>(given);
  const busy = new Set<string>();
  const byArtifact = grouped(bundle);
  const context: ParseContext = {
    bundle,
    now: bundle.header.capturedAt,
    artifacts: (id, subject) =>
      (byArtifact.get(id) ?? []).filter((artifact) => subject === undefined || artifact.subject === subject),
    fact,
  };
  function fact<T>(spec: FactSpec<T>): Fact<T> {
    const found = done.get(spec.id);
    if (found) return found as Fact<T>; // stored under the same spec
    if (busy.has(spec.id)) throw new Error(`the fact ${spec.id} needs itself`);
    busy.add(spec.id);
    const made = produce(byId.get(spec.id), context, spec);
    busy.delete(spec.id);
    done.set(spec.id, made);
    return made as Fact<T>; // the parser was declared with this spec
  }
  return fact;
}

function produce(parser: Parser | undefined, context: ParseContext, spec: FactSpec<unknown>): Fact<unknown> {
  if (!parser) return unknown('unsupported', `${spec.title}: nothing reads this yet`);
  try {
    return parser.parse(context);
  } catch (error) {
    return unknown(
      'unparseable',
      `${spec.title}: the parser failed (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

function grouped(bundle: Bundle): Map<string, Bundle['artifacts'][number][]> {
  const map = new Map<string, Bundle['artifacts'][number][]>();
  for (const artifact of bundle.artifacts) map.set(artifact.id, [...(map.get(artifact.id) ?? []), artifact]);
  return map;
}
