import type { ArtifactId } from '../core/artifact-catalogue.js';
import type { Artifact, Bundle } from '../core/evidence.js';
import type { Fact, FactSpec } from '../core/fact.js';

/** What a parser may read: artefacts of the bundle, other facts (memoised), the moment of capture. Never the machine. */
export interface ParseContext {
  readonly bundle: Bundle;
  readonly now: Date;
  /** Artefacts of an id in order, optionally of one subject; content or not. */
  artifacts(id: ArtifactId, subject?: string): readonly Artifact[];
  /** Another fact; a cycle throws, which is a bug. */
  fact<T>(spec: FactSpec<T>): Fact<T>;
}

/** From evidence to one fact. */
export interface Parser {
  readonly spec: FactSpec<unknown>;
  readonly parse: (context: ParseContext) => Fact<unknown>;
}

/** Declares a parser; the types hold that it makes what its spec says. A parser never throws for bad content. */
export function defineParser<T>(spec: FactSpec<T>, parse: (context: ParseContext) => Fact<T>): Parser {
  return { spec, parse };
}
