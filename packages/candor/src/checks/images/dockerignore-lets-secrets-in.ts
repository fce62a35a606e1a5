import { defineCheck } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type ImageRecipe, imageRecipes } from '../../facts/image-recipes.js';
import { judgeRecipes, type RecipeFault } from './judge-recipes.js';
import { exampleRecipe } from './recipe-example.js';

/** What must never reach the build (checks.md). */
const wanted = ['.env', '.git', 'node_modules'] as const;

function covers(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => {
    const plain = pattern.replace(/^(?:\*\*\/|\.?\/)/, '').replace(/\/$/, '');
    return (
      plain === '*' ||
      plain === '**' ||
      plain === name ||
      plain === `${name}*` ||
      plain === `${name}.*` ||
      plain === '.*'
    );
  });
}

function judge(recipe: ImageRecipe): RecipeFault | null {
  if (recipe.dockerfiles.length === 0 || (recipe.dockerignore === null && !recipe.whole)) return null;
  const copiesAll = recipe.dockerfiles.some(({ steps }) =>
    steps.some((step) => /^(?:COPY|ADD)$/.test(step.instruction) && /^(?:--\S+ )*\.\/? /.test(step.argument)),
  );
  const open = wanted.filter((name) => !covers(recipe.dockerignore ?? [], name));
  if (!copiesAll || open.length === 0) return null;
  return {
    what: `the Dockerfile copies everything, and .dockerignore leaves in ${open.join(', ')}`,
    ref: recipe.ref,
    location: '.dockerignore',
  };
}

/** IMG-10: .dockerignore lets secrets or .git into the image. */
export const dockerignoreLetsSecretsIn = defineCheck({
  id: 'IMG-10',
  title: '.dockerignore lets secrets or .git into the image',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { imageRecipes },
  decide: ({ imageRecipes: recipes }) => judgeRecipes(recipes, judge),
  whyItMatters: 'The image then carries .env and the whole history of the project.',
  verifyByHand: 'cat .dockerignore',
  remediation: { text: 'List .env*, .git and node_modules in .dockerignore.' },
  references: ['Docker documentation: .dockerignore'],
  examples: {
    pass: [
      { title: 'a well-kept recipe', facts: { imageRecipes: seen([exampleRecipe()]) } },
      { title: 'everything listed', facts: { imageRecipes: seen([exampleRecipe(['FROM a', 'COPY . .'])]) } },
      {
        title: 'no Dockerfile',
        facts: { imageRecipes: seen([exampleRecipe([], { dockerfiles: [] })]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'no .dockerignore',
        facts: { imageRecipes: seen([exampleRecipe(['FROM a', 'COPY . .'], { dockerignore: null })]) },
      },
      {
        title: '.env left in',
        facts: {
          imageRecipes: seen([exampleRecipe(['FROM a', 'COPY . .'], { dockerignore: ['node_modules', '.git'] })]),
        },
      },
    ],
    blind: [
      { title: 'no source', facts: { imageRecipes: unseen() } },
      { title: 'a part of the source', facts: { imageRecipes: seen([exampleRecipe(undefined, { whole: false })]) } },
    ],
  },
});
