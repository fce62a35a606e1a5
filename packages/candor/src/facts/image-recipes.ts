import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** One instruction of a Dockerfile, continuation lines joined. */
export interface DockerfileStep {
  /** Upper case: `FROM`, `RUN`, `USER`, … */
  readonly instruction: string;
  readonly argument: string;
  readonly ref: EvidenceRef;
}

/** How an app's image and dependencies are made, as its source says. */
export interface ImageRecipe {
  readonly subject: string;
  /** True when the whole source was read, so that absence can be stated. */
  readonly whole: boolean;
  readonly ref: EvidenceRef;
  readonly dockerfiles: readonly { readonly path: string; readonly steps: readonly DockerfileStep[] }[];
  /** Patterns of `.dockerignore`; null = none seen. */
  readonly dockerignore: readonly string[] | null;
  /** Lines `key=value` of `.npmrc`, values of tokens cut; null = none seen. */
  readonly npmrc: readonly { readonly key: string; readonly value: string; readonly ref: EvidenceRef }[] | null;
}

/** Dockerfiles and package manager settings, by project. */
export const imageRecipes = defineFact<readonly ImageRecipe[]>({
  id: 'image-recipes',
  title: 'Dockerfiles and package manager settings of the apps',
  sources: ['app.source'],
});
