import { defineCheck } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type DockerfileStep, imageRecipes } from '../../facts/image-recipes.js';
import { faultyStep, judgeRecipes } from './judge-recipes.js';
import { exampleRecipe } from './recipe-example.js';

function rule({ instruction, argument }: DockerfileStep): string | null {
  if (instruction === 'RUN' && /\b(?:curl|wget)\b[^|;&]{0,400}\|\s{0,4}(?:sudo\s)?(?:ba|da|a)?sh\b/.test(argument)) {
    return 'RUN pipes a download into a shell';
  }
  if (instruction === 'ADD' && /\bhttps?:\/\//.test(argument) && !argument.includes('--checksum='))
    return 'ADD fetches a file without a checksum';
  return instruction === 'RUN' && /(?:^|[\s;&|])sudo\s/.test(argument) ? 'RUN uses sudo' : null;
}

/** IMG-08: A build runs code that nobody pinned. */
export const buildRunsRemoteCode = defineCheck({
  id: 'IMG-08',
  title: 'A build runs code that nobody pinned',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { imageRecipes },
  decide: ({ imageRecipes: recipes }) => judgeRecipes(recipes, (recipe) => faultyStep(recipe, rule)),
  whyItMatters: 'Whoever holds that server, or the line to it, decides what is in the image.',
  verifyByHand: 'grep -nE "curl|wget|ADD http|sudo" Dockerfile',
  remediation: { text: 'Download a named version and compare its checksum before running it.' },
  references: ['DS-0005', 'DS-0010', 'DS-0014'],
  examples: {
    pass: [
      { title: 'a well-kept recipe', facts: { imageRecipes: seen([exampleRecipe()]) } },
      {
        title: 'pinned',
        facts: {
          imageRecipes: seen([exampleRecipe(['FROM a', 'ADD --checksum=sha256:aa https://x.example/a.tgz /'])]),
        },
      },
      {
        title: 'no Dockerfile',
        facts: { imageRecipes: seen([exampleRecipe([], { dockerfiles: [] })]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'curl | sh',
        facts: { imageRecipes: seen([exampleRecipe(['FROM a', 'RUN curl -fsSL https://x.example/i.sh | sh'])]) },
      },
      {
        title: 'ADD without checksum',
        facts: { imageRecipes: seen([exampleRecipe(['FROM a', 'ADD https://x.example/a.tgz /'])]) },
      },
    ],
    blind: [
      { title: 'no source', facts: { imageRecipes: unseen() } },
      { title: 'a part of the source', facts: { imageRecipes: seen([exampleRecipe(undefined, { whole: false })]) } },
    ],
  },
});
