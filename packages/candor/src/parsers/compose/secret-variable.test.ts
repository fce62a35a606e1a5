import { describe, expect, it } from 'vitest';
import { isSecretName, isSecretVariable } from './secret-variable.js';

describe('secrets by their name', () => {
  it.each([
    'PAYLOAD_SECRET',
    'DB_PASSWORD',
    'EMAIL_PASS',
    'S3_SECRET_ACCESS_KEY',
    'PAYLOAD_API_KEY',
    'GITHUB_TOKEN',
    'apiKey_secret',
  ])('%s is one', (name) => expect(isSecretName(name)).toBe(true));
  it.each([
    'NODE_ENV',
    'DB_PASSWORD_FILE',
    'TOKEN_EXPIRATION',
    'PASSWORD_MIN_LENGTH',
    'NEXT_PUBLIC_API_KEY',
    'PUBLIC_KEY',
    'MONKEY',
    'COMPASS',
  ])('%s is none', (name) => expect(isSecretName(name)).toBe(false));
});

describe('secrets by their value', () => {
  it.each([
    ['DATABASE_URI', 'mongodb://app:hunter2@mongo/site', true],
    ['DATABASE_URI', 'mongodb://mongo:27017/site', false],
    ['SERVER_URL', 'https://example.org/a:b@c', false],
    ['USE_TOKEN', 'true', false],
    ['ADMIN_PASSWORD', 'hunter2', true],
    ['ADMIN_PASSWORD', '', false],
  ])('%s=%s: %s', (name, value, expected) => expect(isSecretVariable(name, value)).toBe(expected));
});
