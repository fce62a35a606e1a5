import { cannotTell, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import type { Known } from '../../core/fact.js';
import type { DockerfileStep, ImageRecipe } from '../../facts/image-recipes.js';

/** What is wrong in a recipe, and where. */
export interface RecipeFault {
  readonly what: string;
  readonly ref: EvidenceRef;
  readonly location: string;
}

/** The first step of any Dockerfile that a rule speaks against. */
export function faultyStep(recipe: ImageRecipe, rule: (step: DockerfileStep) => string | null): RecipeFault | null {
  for (const { path, steps } of recipe.dockerfiles) {
    for (const step of steps) {
      const what = rule(step);
      if (what !== null) return { what, ref: step.ref, location: `${path}:${step.ref.line ?? '?'}` };
    }
  }
  return null;
}

/** One outcome for each recipe; a source without any Dockerfile is not applicable when it was read whole. */
export function judgeRecipes(
  recipes: Known<readonly ImageRecipe[]>,
  judge: (recipe: ImageRecipe) => RecipeFault | null,
  { aboutDockerfiles = true }: { readonly aboutDockerfiles?: boolean } = {},
): readonly Outcome[] {
  if (recipes.value.length === 0) return [notApplicable(recipes.evidence, 'no source of an app')];
  return recipes.value.map((recipe): Outcome => {
    const { subject } = recipe;
    const fault = judge(recipe);
    if (fault !== null) return fail([fault.ref], { subject, what: fault.what, location: fault.location });
    if (!recipe.whole)
      return cannotTell('not-collected', 'not the whole source was read', {
        subject,
        settle: 'cat Dockerfile .dockerignore',
      });
    if (aboutDockerfiles && recipe.dockerfiles.length === 0)
      return notApplicable([recipe.ref], 'no Dockerfile in the source', subject);
    return pass([recipe.ref], { subject });
  });
}
