import { describe, expect, it } from 'vitest';
import { redactRecipe } from './redact-recipe.js';
import { createRedactor } from './redactor.js';

const redact = (path: string, text: string) => redactRecipe(path, text, createRedactor(Buffer.alloc(32, 7)));

describe('redactRecipe', () => {
  it.each([
    ['a token of the registry', '.npmrc', '//registry.npmjs.org/:_authToken=k7plantedQ9xyz'],
    ['a password in base64', '.npmrc', '//r.example/:_password = azdwbGFudGVkUTk='],
    ['ENV with an equals sign', 'Dockerfile', 'ENV PAYLOAD_SECRET=k7plantedQ9xyz'],
    ['ENV in quotes', 'Dockerfile', 'ENV PORT=3000 SMTP_PASS="k7planted Q9xyz"'],
    ['the older ENV', 'Dockerfile', 'ENV PAYLOAD_SECRET k7plantedQ9xyz'],
    ['a continued line', 'Dockerfile.prod', '    API_TOKEN=k7plantedQ9xyz \\'],
    ['an argument', 'Dockerfile', 'ARG NPM_TOKEN=k7plantedQ9xyz'],
  ])('takes out %s', (_, path, line) => {
    const text = redact(path, line);
    expect(text).toContain('hmac-sha256:');
    expect(text).not.toMatch(/k7planted|azdwbGFu/);
  });

  it.each([
    ['.npmrc', `//registry.npmjs.org/:_authToken=$\{NPM_TOKEN}`],
    ['.npmrc', 'registry=https://registry.npmjs.org/'],
    ['.npmrc', 'ignore-scripts=true'],
    ['Dockerfile', 'ENV NODE_ENV=production PORT=3000'],
    ['Dockerfile', 'ARG NPM_TOKEN'],
    ['Dockerfile', 'ENV TOKEN=$BUILD_TOKEN'],
    ['Dockerfile', 'RUN npm ci && npm run build'],
    ['.dockerignore', '.env*'],
  ])('leaves %s: %s', (path, line) => {
    expect(redact(path, line)).toBe(line);
  });
});
