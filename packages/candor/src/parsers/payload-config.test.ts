import { describe, expect, it } from 'vitest';
import { inside, readConfig } from './payload-config/testing.js';

/** Answers of `access.update` of a users collection, given its text and other files. */
function answers(update: string, files: Readonly<Record<string, string>> = {}, head = ''): string {
  const users = `${head}\nexport const Users = { slug: 'users', auth: true, access: { update: ${update} }, fields: [] };`;
  const config = `import { buildConfig } from 'payload';\nimport { Users } from './collections/Users';\nexport default buildConfig({ collections: [Users] });`;
  const found = readConfig({ 'src/payload.config.ts': config, 'src/collections/Users.ts': users, ...files });
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
    const found = readConfig({
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
    const found = readConfig({
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
    const found = readConfig({
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
    const found = readConfig({
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
    const found = readConfig({
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
      readConfig({ 'payload.config.ts': `export default buildConfig({ collections: ${list} });` });
    expect(config('[makeUsers()]')?.entitiesComplete).toBe(false);
    expect(config("[...others, { slug: 'a', fields: [] }]")?.entitiesComplete).toBe(false);
    expect(config('[{ slug: name, fields: [] }]')?.entitiesComplete).toBe(false);
    expect(config("[false && {}, { slug: 'a', fields: [] }].filter(Boolean)")?.entities).toHaveLength(1);
    expect(config("[{ slug: 'a', fields: [] }]")?.entitiesComplete).toBe(true);
  });

  it('does not trust a collection that is changed after it was written', () => {
    const found = readConfig({
      'payload.config.ts': "import { Users } from './Users';\nexport default buildConfig({ collections: [Users] });",
      'Users.ts':
        "export const Users = { slug: 'users', fields: [], access: { update: () => false } };\nUsers.access.update = () => true;",
    });
    expect(found?.entitiesComplete).toBe(false);
  });

  it('reads a factory of collections', () => {
    const found = readConfig({
      'payload.config.ts': `const make = (slug, more = {}) => ({ slug, access: { read: () => true, ...more }, fields: [] });
export default buildConfig({ collections: [make('a'), make('b', { delete: () => true })] });`,
    });
    expect(found?.entities.map((each) => each.slug)).toEqual(['a', 'b']);
    expect(inside(found?.entities[1]?.value, 'access.delete')).toMatchObject({ anonymous: 'allowed' });
    expect(inside(found?.entities[0]?.value, 'access.delete')).toBeNull();
  });
});
