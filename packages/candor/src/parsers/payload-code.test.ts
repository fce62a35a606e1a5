import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configFact, inside, readConfig } from './payload-config/testing.js';

describe('a secret that a file holds', () => {
  const secretOf = (text: string) => inside(readConfig({ 'payload.config.ts': text })?.config, 'secret');
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
  const code = (path: string, text: string) => readConfig({ 'payload.config.ts': config, [path]: text });

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
    configFact(config(text));
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
        const fact = configFact({ 'payload.config.ts': parts.join(''), 'b.ts': 'export default a' });
        return fact.status === 'known' || fact.status === 'unknown';
      }),
      { numRuns: 300 },
    );
  });
});
