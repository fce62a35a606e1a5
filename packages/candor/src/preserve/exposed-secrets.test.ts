import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../collectors/redact/redactor.js';
import { type ExposedSecret, exposedSecrets, rotationStates } from './exposed-secrets.js';

const redact = createRedactor(Buffer.alloc(32, 7));
const secret = (name: string, fingerprint: string): ExposedSecret => ({
  container: 'a',
  name,
  kind: 'environment',
  fingerprint,
});

describe('exposedSecrets', () => {
  it('names secrets of a running process and never tells one', async () => {
    const child = spawn('sleep', ['60'], {
      env: {
        PAYLOAD_SECRET: 'c0ffee-c0ffee-c0ffee',
        DATABASE_URI: 'mongodb://app:pw-of-the-app@db/x',
        PORT: '3000',
        PATH: '/bin:/usr/bin',
        API_KEY: '',
        SECRET_FILE: '/run/secrets/x',
      },
    });
    try {
      await new Promise((resolve) => child.once('spawn', resolve));
      const found = exposedSecrets('a', child.pid ?? 0, redact);
      expect(found.map((one) => one.name).sort()).toEqual(['DATABASE_URI', 'PAYLOAD_SECRET']);
      expect(JSON.stringify(found)).not.toMatch(/c0ffee|pw-of-the-app/);
    } finally {
      child.kill();
    }
  });
});

describe('rotationStates', () => {
  it.each<[string, string | null, string]>([
    ['a new value runs', 'other', 'new'],
    ['the old one runs still: restart does not read env_file again', 'same', 'old'],
    ['it is not there any more', null, 'gone'],
  ])('%s', (_, now, state) => {
    const running = now === null ? [] : [secret('X', now)];
    expect(rotationStates([secret('X', 'same')], running).map((one) => one.state)).toEqual([state]);
  });

  it('is old while one process of the container has the old one', () => {
    expect(rotationStates([secret('X', 'same')], [secret('X', 'other'), secret('X', 'same')])[0]?.state).toBe('old');
  });
});
