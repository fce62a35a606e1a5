import { exampleRef } from '../../core/example.js';
import type { DockerfileStep, ImageRecipe } from '../../facts/image-recipes.js';

/** A well-kept recipe, for examples; `steps` are lines such as `RUN npm ci`. */
export function exampleRecipe(
  steps: readonly string[] = ['FROM node:24-alpine', 'RUN npm ci', 'USER node'],
  change: Partial<ImageRecipe> = {},
): ImageRecipe {
  const ref = exampleRef('app.source', 'project:site');
  return {
    subject: 'project:site',
    whole: true,
    ref,
    dockerfiles: [{ path: 'Dockerfile', steps: steps.map((line, index) => exampleStep(line, index + 1)) }],
    dockerignore: ['.env*', '.git', 'node_modules'],
    npmrc: null,
    ...change,
  };
}

function exampleStep(line: string, at: number): DockerfileStep {
  const [instruction = '', ...words] = line.split(' ');
  return { instruction, argument: words.join(' '), ref: exampleRef('app.source', 'project:site', at) };
}
