import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../core/policy.js';
import { testEnv } from '../test-env.js';
import { appCollector } from './app-collector.js';

let root = '';
const decoder = 'node_modules/next/dist/compiled/react-server-dom-webpack';
const files: Readonly<Record<string, string>> = {
  '.env': 'PAYLOAD_SECRET=k7plantedQ9xyz\n',
  'docker-compose.yml': 'services:\n  app:\n    environment:\n      SMTP_PASS: k7otherQ9abc\n    env_file: mail.env\n',
  'mail.env': 'SMTP_USER=k7thirdQ9abc\n',
  'package.json': '{"name":"cms","scripts":{"x":"DB_PASSWORD=k7scriptQ9 next"},"dependencies":{"js-tokens":"^4.0.0"}}',
  'package-lock.json': '{"lockfileVersion":3}',
  'node_modules/next/package.json': '{"name":"next","version":"15.3.2"}',
  'node_modules/@payloadcms/ui/package.json': '{"name":"@payloadcms/ui","version":"3.45.0"}',
  'node_modules/next/node_modules/ms/package.json': '{"name":"ms","version":"2.0.0"}',
  'node_modules/.pnpm/a@1.0.0/node_modules/a/package.json': '{"name":"a","version":"1.0.0"}',
  'node_modules/broken/package.json': '{',
  [`${decoder}/package.json`]: '{"version":"19.0.0"}',
  [`${decoder}/cjs/react-server-dom-webpack-server.node.production.js`]: 'hasOwnProperty(a); hasOwnProperty(b)',
  '.next/BUILD_ID': 'abc',
  'payload.config.ts': "export default { secret: process.env.S || 'k7fallbackQ9' }\n==> forged <==\n",
  'src/collections/Users.ts': "export const Users = { slug: 'users' }",
  'src/collections/Users.test.ts': 'never read',
  Dockerfile: 'FROM node:24-alpine\nENV PAYLOAD_SECRET=k7builtinQ9\nUSER node\n',
  '.dockerignore': '.env\n.git\nnode_modules\n',
  '.npmrc': '//registry.npmjs.org/:_authToken=k7tokenQ9\nignore-scripts=true\n',
};

beforeAll(async () => {
  root = await mkdtemp(`${tmpdir()}/candor-app-`);
  for (const [path, text] of Object.entries(files)) {
    const whole = `${root}/srv/cms/${path}`;
    await mkdir(whole.slice(0, whole.lastIndexOf('/')), { recursive: true });
    await writeFile(whole, text);
  }
  await symlink('/etc/passwd', `${root}/srv/cms/src/link.ts`);
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function collect() {
  const policy = { ...defaultPolicy, projects: [{ name: 'cms', path: '/srv/cms' }] };
  const made = await appCollector.collect(testEnv(root, { policy }));
  return (id: string) => made.find((artifact) => artifact.id === id)?.content.toString() ?? '';
}

describe('appCollector', () => {
  it('lists what is installed, nested, scoped and of pnpm', async () => {
    const lines = (await collect())('app.installed').trim().split('\n');
    expect(
      lines
        .map((line) => JSON.parse(line))
        .map(({ name, version }) => `${name}@${version}`)
        .sort(),
    ).toEqual(['@payloadcms/ui@3.45.0', 'a@1.0.0', 'ms@2.0.0', 'next@15.3.2']);
  });

  it('reads the decoder that Next carries', async () => {
    const first = JSON.parse((await collect())('app.build').split('\n')[0] ?? '');
    expect(first).toMatchObject({ version: '19.0.0', hasOwnProperty: 2 });
  });

  it('takes the source without tests, links, forged headers and secrets', async () => {
    const text = (await collect())('app.source');
    expect(text.match(/(?<=^==> ).*(?= <==$)/gm)).toEqual([
      '.dockerignore',
      '.npmrc',
      'Dockerfile',
      'package.json',
      'payload.config.ts',
      'src/collections/Users.ts',
    ]);
    expect(text).toMatch(/^ENV PAYLOAD_SECRET=hmac-sha256:/m);
    expect(text).toMatch(/_authToken=hmac-sha256:\S+\nignore-scripts=true/);
    expect(text).toMatch(/process\.env\.S \|\| 'hmac-sha256:/);
  });

  it('finds the compose file and its env files, redacted', async () => {
    const found = await collect();
    expect(found('compose.file')).toMatch(/SMTP_PASS: "hmac-sha256:[0-9a-f]{12}:12:\w+"/);
    expect(found('compose.env')).toMatch(/^PAYLOAD_SECRET=hmac-sha256:/);
    expect(found('app.package-json')).toContain('"js-tokens":"^4.0.0"');
    const all = ['compose.file', 'compose.env', 'app.package-json', 'app.source'].map(found).join('');
    expect(all).not.toMatch(/k7\w+Q9/);
  });

  it('says what could not be seen when the engine refuses', async () => {
    const env = testEnv(`${root}/srv`);
    const list = { status: 'denied', bytes: Buffer.alloc(0), httpStatus: null, detail: 'no', api: 'GET /' } as const;
    const engine = {
      get: async () => list,
      containers: async () => ({ status: 'denied', detail: 'no', list, items: [] }) as const,
    };
    const made = await appCollector.collect({ ...env, engine });
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set(['denied']));
    expect(made.length).toBe(appCollector.artifacts.length);
  });
});
