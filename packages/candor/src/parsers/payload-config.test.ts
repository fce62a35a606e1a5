import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact, Bundle } from '../core/evidence.js';
import { type ConfigValue, payloadConfigs } from '../facts/payload-config.js';
import { factStore } from './fact-store.js';
import { payloadConfigsParser } from './payload-config.js';

const at = new Date('2026-11-20T12:00:00Z');

function source(files: Readonly<Record<string, string>>): Bundle {
  const text = Object.entries(files)
    .map(([path, body]) => `==> ${path} <==\n${body}`)
    .join('\n');
  const artifact: Artifact = {
    id: 'app.source',
    subject: 'project:site',
    order: 0,
    path: 'artifacts/source.txt',
    source: null,
    filtered: false,
    capturedAt: at,
    status: 'ok',
    detail: null,
    ...contentOf(text),
  };
  const header = {
    format: 'candor-evidence/1' as const,
    capturedAt: at,
    collector: { name: 'test', version: '0', mode: 'manual' as const },
    host: { name: 'web-1', cpus: null, memoryBytes: null, timezone: null },
    window: { since: null },
    privileges: { uid: 0 },
  };
  return { header, artifacts: [artifact], warnings: [] };
}

function read(files: Readonly<Record<string, string>>) {
  const fact = factStore(source(files), [payloadConfigsParser])(payloadConfigs);
  if (fact.status === 'unknown') throw new Error(fact.detail);
  return fact.value[0] ?? null;
}

function inside(value: ConfigValue | null | undefined, path: string): ConfigValue | null {
  let found = value ?? null;
  for (const key of path.split('.')) found = found?.kind === 'object' ? (found.members[key] ?? null) : null;
  return found;
}

/** Answers of `access.update` of a users collection, given its text and other files. */
function answers(update: string, files: Readonly<Record<string, string>> = {}, head = ''): string {
  const users = `${head}\nexport const Users = { slug: 'users', auth: true, access: { update: ${update} }, fields: [] };`;
  const config = `import { buildConfig } from 'payload';\nimport { Users } from './collections/Users';\nexport default buildConfig({ collections: [Users] });`;
  const found = read({ 'src/payload.config.ts': config, 'src/collections/Users.ts': users, ...files });
  const value = inside(found?.entities[0]?.value, 'access.update');
  return value?.kind === 'function' ? `${value.anonymous}, ${value.ordinary}` : `${value?.kind}`;
}

const checkRole = `export const checkRole = (allRoles = [], user) => {
  if (user) {
    return allRoles.some((role) => {
      return user?.roles?.some((individualRole) => {
        return individualRole === role;
      });
    });
  }
  return false;
};`;

describe('what an access function answers to nobody and to a user without roles', () => {
  it.each([
    ['() => true', 'allowed, allowed'],
    ['() => false', 'denied, denied'],
    ['async () => { return true; }', 'allowed, allowed'],
    ['function () { return true }', 'allowed, allowed'],
    ['({ req: { user } }) => Boolean(user)', 'denied, allowed'],
    ['({ req: { user } }) => !!user', 'denied, allowed'],
    ['({ req }) => req.user !== null', 'denied, allowed'],
    ['(args) => args.req.user ? true : false', 'denied, allowed'],
    ["({ req: { user } }) => user?.role === 'admin'", 'denied, denied'],
    ["({ req: { user } }) => Boolean(user?.roles?.includes('admin'))", 'denied, denied'],
    ["({ req: { user } }) => user.roles.includes('admin')", 'denied, denied'],
    ["({ req: { user } }) => user?.role !== 'admin'", 'allowed, allowed'],
    ['({ req: { user } }) => !user', 'allowed, denied'],
    ['({ req: { user } }) => { if (!user) return false; return { id: { equals: user.id } }; }', 'denied, limited'],
    ["({ req: { user } }) => (user ? true : { _status: { equals: 'published' } })", 'limited, allowed'],
    ['() => ({})', 'allowed, allowed'],
    ['({ req: { user }, id }) => { if (!user) return false; return user.id === id; }', 'denied, limited'],
    ['({ req, id }) => req.user?.id === id', 'unknown, limited'],
    ["({ req }) => req.headers.get('x-key') === process.env.KEY", 'unknown, unknown'],
    ["({ req }) => { if (req.headers.get('x')) return true; return true; }", 'allowed, allowed'],
    ["({ req }) => { if (req.headers.get('x')) return true; return false; }", 'unknown, unknown'],
    ["() => process.env.NODE_ENV !== 'production'", 'denied, denied'],
    ["() => process.env.OPEN === 'yes'", 'unknown, unknown'],
    ['({ req: { user } }) => { let ok = true; if (!user) ok = false; return ok; }', 'denied, allowed'],
    ['({ req: { user } }) => { if (!user) throw new Error("no"); return true; }', 'denied, allowed'],
    [
      'async ({ req }) => { const n = await req.payload.count({ collection: "users" }); return n.totalDocs === 0; }',
      'unknown, unknown',
    ],
    ['({ req: { user } }) => { try { return Boolean(user); } catch { return false; } }', 'denied, allowed'],
    [
      '({ req: { user } }) => { for (const r of user.roles) if (r === "admin") return true; return false; }',
      'unknown, unknown',
    ],
    ['elsewhere', 'unknown'],
    ['() => true as boolean', 'allowed, allowed'],
    ["({ req: { user } }) => user?.collection === 'users'", 'denied, allowed'],
    ["({ req: { user } }) => ['admin', 'editor'].includes(user?.role)", 'denied, denied'],
    ['({ req: { user = null } = {} }) => Boolean(user && user.role)', 'denied, denied'],
  ])('%s: %s', (text, expected) => expect(answers(text)).toBe(expected));

  it.each([
    [
      'a helper of another file',
      'anyone',
      { 'src/access.ts': 'export const anyone = () => true;' },
      "import { anyone } from '../access';",
      'allowed, allowed',
    ],
    [
      'a renamed one by an alias',
      'open',
      { 'src/access/anyone.ts': 'export const anyone = () => true;' },
      "import { anyone as open } from '@/access/anyone';",
      'allowed, allowed',
    ],
    [
      'a default export',
      'authenticated',
      { 'src/access/authenticated.ts': 'export default ({ req: { user } }) => Boolean(user);' },
      "import authenticated from '../access/authenticated.js';",
      'denied, allowed',
    ],
    [
      'passed on by an index',
      'anyone',
      {
        'src/access/index.ts': "export * from './anyone';",
        'src/access/anyone.ts': 'export const anyone = () => true;',
      },
      "import { anyone } from '../access';",
      'allowed, allowed',
    ],
    [
      'the role check of the website template',
      "({ req: { user } }) => checkRole(['admin'], user)",
      { 'src/access/checkRole.ts': checkRole },
      "import { checkRole } from '../access/checkRole';",
      'denied, denied',
    ],
    [
      'a factory',
      "hasRole('admin')",
      {
        'src/access.ts':
          'export const hasRole = (role) => ({ req: { user } }) => Boolean(user?.roles?.includes(role));',
      },
      "import { hasRole } from '../access';",
      'denied, denied',
    ],
    [
      'a namespace',
      'access.anyone',
      { 'src/access.ts': 'export function anyone() { return true; }' },
      "import * as access from '../access';",
      'allowed, allowed',
    ],
    ['a package that is not here', 'anyone', {}, "import { anyone } from 'some-access';", 'unknown'],
    ['a helper that is changed later', 'rule', {}, 'let rule = () => false;\nrule = () => true;', 'unknown'],
    ['a circle', 'a', {}, 'const a = b; const b = a;', 'unknown'],
    ['a helper that calls itself', 'loop', {}, 'const loop = (x) => loop(x);', 'unknown, unknown'],
  ])('%s', (_, text, files, head, expected) => expect(answers(text, files, head)).toBe(expected));
});

describe('configurations', () => {
  it('does not trust what stands before a spread that it does not know', () => {
    const found = read({
      'src/payload.config.ts': `import { buildConfig } from 'payload/config';
const origins = ['https://a.example', 'http://localhost:3000'];
export default buildConfig({
  secret: process.env.PAYLOAD_SECRET || '',
  serverURL: process.env.SERVER_URL ?? 'http://localhost:3000',
  cors: origins,
  csrf: [...origins, process.env.EXTRA],
  maxDepth: 5 * 2,
  ...rest,
  collections: [],
});`,
    });
    const value = found?.config ?? null;
    expect(inside(value, 'maxDepth')?.kind).toBe('unknown'); // the spread may set it
    const at = (path: string) => {
      const { ref: _, ...rest } = inside(value, path) ?? { ref: null };
      return rest;
    };
    expect(at('secret')).toEqual({ kind: 'unknown', because: 'rest' });
    expect(found?.entitiesComplete).toBe(false); // the spread may bring globals
  });

  it('follows spreads that it knows, in their order', () => {
    const found = read({
      'payload.config.ts': `import { buildConfig } from 'payload';
import { shared } from './shared';
export default buildConfig({ ...shared, secret: process.env.PAYLOAD_SECRET!, cors: '*', collections: [{ ...base, slug: 'posts' }] });
const base = { access: { update: () => true }, fields: [] };`,
      'shared.ts': "export const shared = { cors: ['https://a.example'], maxDepth: 3 };",
    });
    expect(inside(found?.config, 'cors')).toMatchObject({ kind: 'literal', value: '*' });
    expect(inside(found?.config, 'maxDepth')).toMatchObject({ kind: 'literal', value: 3 });
    expect(inside(found?.config, 'secret')).toMatchObject({ kind: 'env', name: 'PAYLOAD_SECRET', fallback: null });
    expect(found?.entities).toMatchObject([{ slug: 'posts', auth: false }]);
    expect(inside(found?.entities[0]?.value, 'access.update')).toMatchObject({ anonymous: 'allowed' });
    expect(found).toMatchObject({ whole: true, entitiesComplete: true });
  });

  it('reads a variable through a helper that throws without it', () => {
    const found = read({
      'payload.config.ts': `function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(name);
  return value;
}
export default buildConfig({ secret: required('PAYLOAD_SECRET'), collections: [] });`,
    });
    expect(inside(found?.config, 'secret')).toMatchObject({ kind: 'env', name: 'PAYLOAD_SECRET', fallback: null });
  });

  it('keeps the place of a finding: file and line', () => {
    const found = read({
      'src/payload.config.ts':
        "import { Users } from './collections/Users';\nexport default buildConfig({ collections: [Users] });",
      'src/collections/Users.ts':
        "import type { CollectionConfig } from 'payload';\n\nexport const Users: CollectionConfig = {\n  slug: 'users',\n  auth: { tokenExpiration: 60 * 60 * 24 * 60, verify: false },\n  access: {\n    update: () => true,\n  },\n  fields: [],\n};",
    });
    const value = found?.entities[0]?.value;
    expect(inside(value, 'access.update')?.ref).toMatchObject({
      line: 7,
      excerpt: 'src/collections/Users.ts:7 access.update',
    });
    expect(inside(value, 'auth.tokenExpiration')).toMatchObject({ kind: 'literal', value: 5_184_000 });
    expect(found?.entities[0]?.auth).toBe(true);
  });

  it('finds collections by type and by shape where no configuration is', () => {
    const found = read({
      'Users.ts': "const Users: CollectionConfig = { slug: 'users', auth: true, fields: [] };\nexport default Users;",
      'Header.ts': "export const Header: GlobalConfig = { slug: 'header', fields: [] };",
      'Posts.ts': "export const Posts = { slug: 'posts', fields: [] };",
      'other.ts': "export const nothing = { slug: 'x' };",
    });
    expect(found?.config).toBeNull();
    expect(found?.entitiesComplete).toBe(false);
    expect(found?.entities.map((each) => `${each.kind} ${each.slug} ${each.auth}`).sort()).toEqual([
      'collection posts false',
      'collection users true',
      'global header false',
    ]);
  });

  it('does not call a list complete that it did not understand', () => {
    const config = (list: string) =>
      read({ 'payload.config.ts': `export default buildConfig({ collections: ${list} });` });
    expect(config('[makeUsers()]')?.entitiesComplete).toBe(false);
    expect(config("[...others, { slug: 'a', fields: [] }]")?.entitiesComplete).toBe(false);
    expect(config('[{ slug: name, fields: [] }]')?.entitiesComplete).toBe(false);
    expect(config("[false && {}, { slug: 'a', fields: [] }].filter(Boolean)")?.entities).toHaveLength(1);
    expect(config("[{ slug: 'a', fields: [] }]")?.entitiesComplete).toBe(true);
  });

  it('does not trust a collection that is changed after it was written', () => {
    const found = read({
      'payload.config.ts': "import { Users } from './Users';\nexport default buildConfig({ collections: [Users] });",
      'Users.ts':
        "export const Users = { slug: 'users', fields: [], access: { update: () => false } };\nUsers.access.update = () => true;",
    });
    expect(found?.entitiesComplete).toBe(false);
  });

  it('reads a factory of collections', () => {
    const found = read({
      'payload.config.ts': `const make = (slug, more = {}) => ({ slug, access: { read: () => true, ...more }, fields: [] });
export default buildConfig({ collections: [make('a'), make('b', { delete: () => true })] });`,
    });
    expect(found?.entities.map((each) => each.slug)).toEqual(['a', 'b']);
    expect(inside(found?.entities[1]?.value, 'access.delete')).toMatchObject({ anonymous: 'allowed' });
    expect(inside(found?.entities[0]?.value, 'access.delete')).toBeNull();
  });
});

describe('a secret that a file holds', () => {
  const secretOf = (text: string) => inside(read({ 'payload.config.ts': text })?.config, 'secret');
  const config = (head: string, secret: string) =>
    `${head}\nexport default buildConfig({ secret: ${secret}, collections: [] });`;
  const fromFile = "import { readFileSync } from 'node:fs';";

  it.each([
    [
      'the file a variable names',
      config(fromFile, "readFileSync(process.env.PAYLOAD_SECRET_FILE, 'utf8').trim()"),
      'PAYLOAD_SECRET_FILE',
    ],
    [
      'fs as a default import',
      config("import fs from 'fs';", "fs.readFileSync(process.env.SECRET_FILE).toString('utf8')"),
      'SECRET_FILE',
    ],
    [
      'fs as a namespace',
      config("import * as fs from 'node:fs';", "fs.readFileSync('/run/secrets/payload', 'utf8')"),
      '/run/secrets/payload',
    ],
    [
      'the file first, the variable else',
      config(
        `${fromFile}
function secret(name) {
  const path = process.env[\`\${name}_FILE\`];
  const value = path ? readFileSync(path, 'utf8').trim() : process.env[name];
  if (!value) throw new Error(name);
  return value;
}`,
        "secret('PAYLOAD_SECRET')",
      ),
      'PAYLOAD_SECRET',
    ],
  ])('comes from outside: %s', (_title, text, name) => {
    expect(secretOf(text)).toMatchObject({ kind: 'env', name, fallback: null });
  });

  it('keeps the fallback of either way in', () => {
    const text = "process.env.A ? readFileSync(process.env.A, 'utf8') : process.env.B || 'development'";
    expect(secretOf(config(fromFile, text))).toMatchObject({ kind: 'env', name: 'B', fallback: 'development' });
    const other = "process.env.A ? (process.env.B || 'development') : readFileSync(process.env.A, 'utf8')";
    expect(secretOf(config(fromFile, other))).toMatchObject({ kind: 'env', name: 'B', fallback: 'development' });
  });

  it.each(["readFileSync('./secret.txt', 'utf8')", 'readFileSync(path())', 'readFileSync()', "existsSync('/a')"])(
    'does not take %s for one',
    (text) => expect(secretOf(config("import { existsSync, readFileSync } from 'fs';", text))?.kind).toBe('unknown'),
  );
});

describe('code that answers requests', () => {
  const config = "export default buildConfig({ collections: [{ slug: 'a', fields: [] }] });";
  const code = (path: string, text: string) => read({ 'payload.config.ts': config, [path]: text });

  it('sees routes with and without a look at the caller', () => {
    expect(
      code(
        'src/app/api/clear/route.ts',
        "export const POST = async () => { await payload.delete({ collection: 'a' }); };",
      )?.handlers,
    ).toMatchObject([{ checksCaller: false, harmless: false }]);
    expect(
      code(
        'src/app/api/me/route.ts',
        'export const GET = async (req) => { const { user } = await payload.auth({ headers: req.headers }); };',
      )?.handlers,
    ).toMatchObject([{ checksCaller: true }]);
    const health = (options: string) =>
      code(
        'src/app/api/health/route.ts',
        `export const GET = async () => { await payload.find({ collection: 'a', ${options} }); };`,
      )?.handlers;
    expect(health('limit: 1, overrideAccess: false')).toMatchObject([{ checksCaller: false, harmless: true }]);
    expect(health('limit: 1')).toMatchObject([{ harmless: false }]);
    expect(health('limit: 1, overrideAccess: open')).toMatchObject([{ harmless: false }]);
    expect(
      code(
        'src/app/api/both/route.ts',
        "export const GET = async () => { await payload.find({ collection: 'a', overrideAccess: false }); await payload.delete({ collection: 'a', overrideAccess: false }); };",
      )?.handlers,
    ).toMatchObject([{ harmless: false }]);
    expect(code('src/app/api/ping/route.ts', "export const GET = () => new Response('ok');")?.handlers).toMatchObject([
      { harmless: true },
    ]);
    expect(
      code(
        'src/app/(payload)/api/[...slug]/route.ts',
        "import { REST_GET } from '@payloadcms/next/routes'; export const GET = REST_GET(config);",
      )?.handlers,
    ).toEqual([]);
  });

  it.each([
    ["payload.find({ collection: 'a', overrideAccess: false })", true],
    ["payload.findByID({ collection: 'a', id, overrideAccess: false })", true],
    ["payload.find({ collection: 'a' })", false],
    ["payload.find({ collection: 'a', overrideAccess: true })", false],
    ['payload.find({ overrideAccess: false, ...options, overrideAccess: asked })', false],
    ["payload.update({ collection: 'a', overrideAccess: false })", false],
  ])('a route that looks up %s: harmless %s', (call, harmless) => {
    const route = `export const GET = async () => Response.json(await ${call});`;
    expect(code('src/app/api/health/route.ts', route)?.handlers).toMatchObject([{ harmless }]);
  });

  it.each([
    [
      "import { exec } from 'child_process'; export const POST = async (req) => { const b = await req.json(); exec('ffmpeg ' + b.file); };",
      1,
    ],
    ["import cp from 'node:child_process'; cp.execSync('ls ' + name);", 1],
    ["import { execFile } from 'node:child_process'; execFile('ffprobe', ['-v', file]);", 0],
    ["import { exec } from 'node:child_process'; exec('git status');", 0],
    ["import { spawn } from 'node:child_process'; spawn(command, { shell: true });", 1],
    ['export const f = (x) => eval(x);', 1],
    ['export const f = (x) => new Function(x)();', 1],
    ['const m = /a/.exec(text); store.exec();', 0],
  ])('dangerous calls: %s', (text, count) =>
    expect(code('src/app/api/x/route.ts', text)?.dangerousCalls).toHaveLength(count),
  );

  it.each([
    ["export const GET = () => payload.find({ collection: 'a' });", 1],
    ["export const GET = () => req.payload.update({ collection: 'a', id: 1, data: {} });", 1],
    ["export const GET = () => payload.find({ collection: 'a', overrideAccess: false, user });", 0],
    ['export const GET = () => payload.find({ ...options });', 0],
  ])('local API: %s', (text, count) => expect(code('src/app/api/x/route.ts', text)?.localApi).toHaveLength(count));

  it.each([
    ['console.log(password)', 1],
    ['console.log({ body: req.body })', 1],
    ["req.payload.logger.info('login', data.password)", 1],
    ["console.log('password changed')", 0],
    ['console.error(error)', 0],
  ])('logged secrets: %s', (text, count) => expect(code('src/hooks/x.ts', text)?.secretLogging).toHaveLength(count));
});

describe('hostile sources', () => {
  const config = (text: string) => ({ 'payload.config.ts': text, 'b.ts': '' });
  it.each([
    ['deep nesting', `export default buildConfig(${'['.repeat(30_000)}`],
    ['deep blocks', `const f = () => ${'{'.repeat(20_000)}`],
    [
      'many branches',
      `export default buildConfig({ collections: [{ slug: 'a', access: { update: () => { ${'if (x) { y(); }'.repeat(200)} return true; } }, fields: [] }] });`,
    ],
    [
      'a long chain of additions',
      `export default buildConfig({ secret: ${"'a' + ".repeat(20_000)}'b', collections: [] });`,
    ],
    [
      'objects within objects',
      `const a = {x:1}; ${Array.from({ length: 200 }, (_, i) => `const o${i} = { ${Array.from({ length: 4 }, (_, k) => `k${k}: o${i + 1}`).join(', ')} };`).join('\n')} export default buildConfig({ a: o0, collections: [] });`,
    ],
    [
      'names of Object',
      "export default buildConfig({ __proto__: x, constructor: 1, collections: [{ slug: 'toString', hasOwnProperty: 1, fields: [] }] });",
    ],
    ['no program', '\u0000\u0001\u0002'],
    ['half a file', "export default buildConfig({ collections: [{ slug: 'a', access: { update: () =>"],
  ])('%s is read in bounded time and never throws', (_, text) => {
    const started = performance.now();
    factStore(source(config(text)), [payloadConfigsParser])(payloadConfigs);
    expect(performance.now() - started).toBeLessThan(8000);
  });

  it('never throws, whatever the text', () => {
    const part = fc.constantFrom(
      'buildConfig(',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '=>',
      ' slug: ',
      "'a'",
      ',',
      ';',
      '...',
      'collections: ',
      'access: ',
      'update: ',
      'if (x) return true',
      'const a = ',
      'a',
      '?.',
      'export default ',
      "import a from './b';",
      '`${',
      '}`',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const fact = factStore(source({ 'payload.config.ts': parts.join(''), 'b.ts': 'export default a' }), [
          payloadConfigsParser,
        ])(payloadConfigs);
        return fact.status === 'known' || fact.status === 'unknown';
      }),
      { numRuns: 300 },
    );
  });
});
