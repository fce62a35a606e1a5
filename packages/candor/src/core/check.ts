import type { EvidenceRef, NonEmpty } from './evidence.js';
import type { Fact, FactSpec, Known, UnknownReason, ValueOf } from './fact.js';
import type { QuestionId } from './question.js';
import type { Severity } from './severity.js';

/** The judgement of one check about one subject; `subject` defaults to `host`. */
export type Outcome =
  | {
      readonly state: 'pass';
      readonly subject?: string;
      readonly evidence: NonEmpty<EvidenceRef>;
      readonly what?: string;
    }
  | {
      readonly state: 'fail';
      readonly subject?: string;
      readonly evidence: NonEmpty<EvidenceRef>;
      /** What is wrong, with the number or the name, in one sentence. */
      readonly what: string;
      /** File and line, container, address: where to look. */
      readonly location: string;
      /** Overrides the check's severity where the catalogue says so. */
      readonly severity?: Severity;
      readonly fix?: Remediation;
      readonly verifyByHand?: string;
    }
  | {
      readonly state: 'unknown' | 'stale';
      readonly subject?: string;
      readonly reason: UnknownReason;
      readonly detail: string;
      readonly evidence?: readonly EvidenceRef[];
      /** One command or question that would settle it. */
      readonly settle?: string;
    }
  | {
      readonly state: 'not-applicable';
      readonly subject?: string;
      readonly evidence: NonEmpty<EvidenceRef>;
      readonly because: string;
    };

/** What to do: an imperative sentence, and complete commands where there are any. */
export interface Remediation {
  readonly text: string;
  readonly commands?: readonly string[];
}

/** What `decide` knows besides the facts. `now` is the bundle's capture time, never the clock. */
export interface CheckContext {
  readonly now: Date;
  readonly windowSince: Date;
}

/** Named fact specs that a check reads. */
export type FactSpecs = Readonly<Record<string, FactSpec<unknown>>>;

/** The known facts that `needs` yields. */
export type KnownFacts<N extends FactSpecs> = { readonly [K in keyof N]: Known<ValueOf<N[K]>> };

/** The facts that `uses` yields; each may be unknown, and the type makes the check handle it. */
export type MaybeFacts<N extends FactSpecs> = { readonly [K in keyof N]: Fact<ValueOf<N[K]>> };

/** Facts of one example by the keys of `needs` and `uses`; those left out are unknown (`not-collected`). */
export interface Example<N extends FactSpecs, U extends FactSpecs> {
  readonly title: string;
  readonly facts: Partial<MaybeFacts<N & U>>;
  /** For `blind` the outcome must not be a pass; for `pass` not-applicable counts too when said here. */
  readonly expect?: 'not-applicable';
}

/** Good, bad and blind examples: run by the conformance suite, rendered into the docs. */
export interface Examples<N extends FactSpecs, U extends FactSpecs> {
  readonly pass: NonEmpty<Example<N, U>>;
  readonly fail: readonly Example<N, U>[];
  readonly blind: NonEmpty<Example<N, U>>;
}

/** A check as its author writes it: data, examples and one pure decision. */
export interface CheckSpec<N extends FactSpecs, U extends FactSpecs> {
  /** Catalogue id (checks.md); never reused. */
  readonly id: string;
  /** What is wrong when it fails. */
  readonly title: string;
  readonly questions: NonEmpty<QuestionId>;
  readonly severity: Severity;
  /** Required for SAFE. */
  readonly required: boolean;
  /** A gate answers pass, unknown or stale; its failure counts as unknown. */
  readonly gate?: boolean;
  /** About history: `not-applicable (first report)` while there is none. */
  readonly history?: boolean;
  /** Facts that must be known; the runner answers `unknown` for the check otherwise. */
  readonly needs: N;
  /** Facts that help when they are known. */
  readonly uses?: U;
  readonly decide: (facts: KnownFacts<N> & MaybeFacts<U>, context: CheckContext) => Outcome | readonly Outcome[];
  readonly whyItMatters: string;
  /** One command. */
  readonly verifyByHand: string;
  readonly remediation: Remediation;
  readonly references: readonly string[];
  readonly examples: Examples<N, U>;
}

/** A check with its fact types folded away, as the runner and the reporters see it. */
export interface Check extends Omit<CheckSpec<FactSpecs, FactSpecs>, 'decide' | 'examples' | 'uses'> {
  readonly uses: FactSpecs;
  readonly decide: (facts: Readonly<Record<string, Fact<unknown>>>, context: CheckContext) => readonly Outcome[];
  readonly examples: Examples<FactSpecs, FactSpecs>;
}

/** Declares a check. The types hold that it reads only declared facts and never passes without evidence. */
export function defineCheck<N extends FactSpecs, U extends FactSpecs = Record<never, never>>(
  spec: CheckSpec<N, U>,
): Check {
  const { decide, examples, uses, ...data } = spec;
  return {
    ...data,
    uses: uses ?? {},
    examples: examples as unknown as Examples<FactSpecs, FactSpecs>, // same data; only the key types are widened
    decide: (facts, context) => {
      const outcome = decide(facts as KnownFacts<N> & MaybeFacts<U>, context); // the runner supplies exactly needs ∪ uses
      return Array.isArray(outcome) ? (outcome as readonly Outcome[]) : [outcome as Outcome];
    },
  };
}

/** A pass about `subject`, with its evidence. */
export function pass(evidence: NonEmpty<EvidenceRef>, options: { subject?: string; what?: string } = {}): Outcome {
  return { state: 'pass', evidence, ...options };
}

/** A fail: what is wrong, where, and on what evidence. */
export function fail(
  evidence: NonEmpty<EvidenceRef>,
  finding: {
    what: string;
    location: string;
    subject?: string;
    severity?: Severity;
    fix?: Remediation;
    verifyByHand?: string;
  },
): Outcome {
  return { state: 'fail', evidence, ...finding };
}

/** Cannot tell, and why; `settle` is the one command or question that would. */
export function cannotTell(
  reason: UnknownReason,
  detail: string,
  options: { subject?: string; settle?: string; evidence?: readonly EvidenceRef[] } = {},
): Outcome {
  return { state: 'unknown', reason, detail, ...options };
}

/** Positive proof that the check has no object here. */
export function notApplicable(evidence: NonEmpty<EvidenceRef>, because: string, subject?: string): Outcome {
  return { state: 'not-applicable', evidence, because, ...(subject === undefined ? {} : { subject }) };
}
