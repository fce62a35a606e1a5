import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redactJson } from '../redact/redact-json.js';
import { testEnv } from '../test-env.js';
import type { EngineContainer } from './engine-access.js';
import { withSecretFiles } from './secret-files.js';

const uri = 'mongodb://station:k7abcdefQ9zzzzzzzz@mongo:27017/station';
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'candor-secret-files-'));
  mkdirSync(join(root, 'proc/12/root/run/secrets'), { recursive: true });
  writeFileSync(join(root, 'host-secret'), 'of-the-host');
  const place = (name: string, text: string) => writeFileSync(join(root, 'proc/12/root/run/secrets', name), text);
  place('payload_secret', 'a1b2c3d4e5f6071829304a5b6c7d8e9f\n');
  place('database_uri', uri);
  place('long', 'x'.repeat(5000));
  symlinkSync('/host-secret', join(root, 'proc/12/root/run/secrets/link'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function inspected(env: readonly string[], pid = 12): EngineContainer {
  const base = { id: 'a', name: 'app', image: 'app', running: pid > 0, pid, tty: false, logDriver: '', labels: {} };
  return { ...base, workingDir: '/', upperDir: null, inspect: { Id: 'a', Config: { Env: env } } };
}

async function entries(env: readonly string[], pid?: number) {
  const inspection = await withSecretFiles(testEnv(root), inspected(env, pid));
  return (inspection as { Config: { Env: string[] } }).Config.Env; // the shape that inspected() made
}

describe('secret files of a container', () => {
  it('adds the content beside the variable that names the file', async () => {
    expect(await entries(['NODE_ENV=production', 'PAYLOAD_SECRET_FILE=/run/secrets/payload_secret'])).toEqual([
      'NODE_ENV=production',
      'PAYLOAD_SECRET_FILE=/run/secrets/payload_secret',
      'PAYLOAD_SECRET_FILE#text=a1b2c3d4e5f6071829304a5b6c7d8e9f',
    ]);
  });

  it.each([
    ['a file that is not there', 'API_TOKEN_FILE=/run/secrets/none'],
    ['a relative path', 'API_TOKEN_FILE=run/secrets/payload_secret'],
    ['a variable that names no secret', 'LOG_FILE=/run/secrets/payload_secret'],
    ['a file longer than a secret', 'API_TOKEN_FILE=/run/secrets/long'],
    ["a link, which stays inside the container's root", 'API_TOKEN_FILE=/run/secrets/link'],
    ['a path with steps upwards', 'API_TOKEN_FILE=/../../../host-secret'],
  ])('adds nothing for %s', async (_, entry) => {
    expect(await entries([entry])).toEqual([entry]);
  });

  it('leaves a container that does not run as it is', async () => {
    const entry = 'PAYLOAD_SECRET_FILE=/run/secrets/payload_secret';
    expect(await entries([entry], 0)).toEqual([entry]);
  });

  it('gives fingerprints of a connection string and its parts, and nothing in clear', async () => {
    const env = testEnv(root);
    const inspection = await withSecretFiles(env, inspected(['DATABASE_URI_FILE=/run/secrets/database_uri']));
    const text = JSON.stringify(redactJson(inspection, env.redact));
    expect(text).toContain(`DATABASE_URI_FILE#user=${env.redact.secret('station')}`);
    expect(text).toContain(`DATABASE_URI_FILE#password=${env.redact.secret('k7abcdefQ9zzzzzzzz')}`);
    expect(text).not.toMatch(/k7abcdef|station@|mongodb:\/\//);
  });
});
