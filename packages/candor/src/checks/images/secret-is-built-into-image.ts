import { defineCheck } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type DockerfileStep, imageRecipes } from '../../facts/image-recipes.js';
import { faultyStep, judgeRecipes } from './judge-recipes.js';
import { exampleRecipe } from './recipe-example.js';

const secretName =
  /\b\w{0,40}(?:SECRET|PASSWORD|TOKEN|PRIVATE_KEY|API_KEY|DATABASE_UR[IL]|MONGODB?_UR[IL])\w{0,40}[= ]+(?!\$)["']?[^\s"']{6,}/i;
const secretFile =
  /(?:^|[\s/])(?:\.env(?:\.(?!example|sample)\w{1,40})?|id_(?:rsa|ed25519)|[\w-]{1,60}\.(?:pem|key|p12))(?=\s)/;

function rule({ instruction, argument }: DockerfileStep): string | null {
  if ((instruction === 'ENV' || instruction === 'ARG') && secretName.test(argument)) {
    return `${instruction} ${argument.split(/[= ]/)[0]} sets a secret that stays in the image`;
  }
  const copies = (instruction === 'COPY' || instruction === 'ADD') && secretFile.test(argument);
  return copies ? `${instruction} brings a file of secrets into the image` : null;
}

/** IMG-07: A secret is built into an image. */
export const secretIsBuiltIntoImage = defineCheck({
  id: 'IMG-07',
  title: 'A secret is built into an image',
  questions: ['Q2'],
  severity: 'critical',
  required: false,
  needs: { imageRecipes },
  decide: ({ imageRecipes: recipes }) => judgeRecipes(recipes, (recipe) => faultyStep(recipe, rule)),
  whyItMatters: 'Everyone who has the image, or its history, has the secret.',
  verifyByHand: 'docker history --no-trunc IMAGE',
  remediation: {
    text: 'Give it at run time (env_file, secrets) or with RUN --mount=type=secret, and change the secret.',
  },
  references: ['DS-0031'],
  examples: {
    pass: [
      { title: 'a well-kept recipe', facts: { imageRecipes: seen([exampleRecipe()]) } },
      {
        title: 'a variable of the build',
        facts: { imageRecipes: seen([exampleRecipe(['FROM a', 'ARG TOKEN', 'COPY package.json ./'])]) },
      },
      {
        title: 'no Dockerfile',
        facts: { imageRecipes: seen([exampleRecipe([], { dockerfiles: [] })]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'ENV', facts: { imageRecipes: seen([exampleRecipe(['FROM a', 'ENV PAYLOAD_SECRET=abcdef123456'])]) } },
      { title: 'a copied .env', facts: { imageRecipes: seen([exampleRecipe(['FROM a', 'COPY .env /app/.env'])]) } },
    ],
    blind: [
      { title: 'no source', facts: { imageRecipes: unseen() } },
      { title: 'a part of the source', facts: { imageRecipes: seen([exampleRecipe(undefined, { whole: false })]) } },
    ],
  },
});
