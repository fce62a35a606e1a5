import { defineCheck } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { type ImageRecipe, imageRecipes } from '../../facts/image-recipes.js';
import { judgeRecipes, type RecipeFault } from './judge-recipes.js';
import { exampleRecipe } from './recipe-example.js';

function judge(recipe: ImageRecipe): RecipeFault | null {
  for (const { key, value, ref } of recipe.npmrc ?? []) {
    const location = `.npmrc:${ref.line ?? '?'}`;
    if (/registry$/.test(key) && /^http:\/\//.test(value))
      return { what: 'packages come over plain http', ref, location };
    if (/_auth|token|password/i.test(key) && !value.startsWith('$'))
      return { what: 'a token stands in .npmrc', ref, location };
    if (key === 'strict-ssl' && value === 'false') return { what: 'certificates are not checked', ref, location };
  }
  return null;
}

/** IMG-21: .npmrc carries a token or an open registry. */
export const npmrcIsUnsafe = defineCheck({
  id: 'IMG-21',
  title: '.npmrc carries a token or an open registry',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: { imageRecipes },
  decide: ({ imageRecipes: recipes }) => judgeRecipes(recipes, judge, { aboutDockerfiles: false }),
  whyItMatters: 'A token publishes or reads packages in your name; plain http lets anyone on the way change them.',
  verifyByHand: 'cat .npmrc',
  remediation: { text: 'Use https, and give the token by a variable (NPM_TOKEN); then make a new token.' },
  references: ['npm documentation: npmrc'],
  examples: {
    pass: [
      { title: 'a well-kept recipe', facts: { imageRecipes: seen([exampleRecipe()]) } },
      {
        title: 'a variable',
        facts: {
          imageRecipes: seen([
            exampleRecipe(undefined, {
              npmrc: [{ key: '//registry.npmjs.org/:_authToken', value: '$NPM_TOKEN', ref: exampleRef('app.source') }],
            }),
          ]),
        },
      },
      { title: 'no Dockerfile', facts: { imageRecipes: seen([exampleRecipe([], { dockerfiles: [] })]) } },
    ],
    fail: [
      {
        title: 'a token',
        facts: {
          imageRecipes: seen([
            exampleRecipe(undefined, {
              npmrc: [{ key: '//registry.npmjs.org/:_authToken', value: 'literal', ref: exampleRef('app.source') }],
            }),
          ]),
        },
      },
      {
        title: 'plain http',
        facts: {
          imageRecipes: seen([
            exampleRecipe(undefined, {
              npmrc: [{ key: 'registry', value: 'http://npm.example', ref: exampleRef('app.source') }],
            }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'no source', facts: { imageRecipes: unseen() } },
      { title: 'a part of the source', facts: { imageRecipes: seen([exampleRecipe(undefined, { whole: false })]) } },
    ],
  },
});
