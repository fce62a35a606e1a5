import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInstalledPackages } from './read-installed-packages.js';
import { readLockfile } from './read-lockfile.js';
import { readPackageJson } from './read-package-json.js';

const artifact = (name: string) =>
  readFileSync(new URL(`../../../../../test/bundles/2025-12-12T1800/artifacts/${name}`, import.meta.url), 'utf8');

function pins(fileName: string, text: string): string[] {
  const reading = readLockfile(fileName, text);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value.packages.map(({ name, version, line }) => `${name}@${version}:${line}`);
}

describe('npm', () => {
  it('reads the lockfile of the case', () => {
    expect(pins('package-lock.json', artifact('03-app-lockfile.json')).slice(0, 2)).toEqual([
      'next@15.3.2:23',
      'react@19.1.0:28',
    ]);
  });

  it('reads nesting, aliases, links and flags of v3', () => {
    const text = JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'cms' },
        'packages/own': { version: '1.0.0' },
        'node_modules/own': { link: true },
        'node_modules/a': {
          version: '1.0.0',
          dev: true,
          hasInstallScript: true,
          resolved: 'https://u:p@r.example/a.tgz',
        },
        'node_modules/a/node_modules/@s/b': { version: '2.0.0', peerDependencies: { react: '^19' } },
        'node_modules/alias': { name: 'next', version: '15.3.2' },
        'node_modules/bad': {},
      },
    });
    expect(readLockfile('node_modules/.package-lock.json', text)).toMatchObject({
      ok: true,
      value: {
        manager: 'npm',
        lockfileVersion: '3',
        installed: true,
        packages: [
          { name: 'a', path: 'node_modules/a', dev: true, hasInstallScript: true, resolved: 'https://r.example/a.tgz' },
          { name: '@s/b', dev: false, peerDependencies: new Map([['react', '^19']]) },
          { name: 'next', version: '15.3.2', path: 'node_modules/alias' },
        ],
      },
      warnings: [{ line: 1 }],
    });
  });

  it('reads the tree of v1', () => {
    const text =
      '{"lockfileVersion":1,"dependencies":{\n"a":{"version":"1.0.0","dependencies":{\n"b":{"version":"npm:c@2.0.0","dev":true}}}}}';
    expect(readLockfile('package-lock.json', text)).toMatchObject({
      value: {
        packages: [
          { name: 'a', line: 2 },
          { name: 'c', version: '2.0.0', path: 'node_modules/a/node_modules/b', line: 3 },
        ],
      },
    });
  });
});

describe('pnpm', () => {
  it.each([
    [
      '5.4',
      '  /next/15.3.2_react@19.1.0:\n    resolution: {integrity: sha512-x}\n    dev: false\n  /@payloadcms/next/3.45.0_abc:\n    resolution: {integrity: sha512-y}\n    dev: true\n',
    ],
    [
      "'6.0'",
      '  /next@15.3.2(react@19.1.0):\n    resolution: {integrity: sha512-x}\n    dev: false\n  /@payloadcms/next@3.45.0(a@1)(b@2):\n    resolution: {integrity: sha512-y}\n    dev: true\n',
    ],
    [
      "'9.0'",
      "  next@15.3.2:\n    resolution: {integrity: sha512-x}\n    dev: false\n  '@payloadcms/next@3.45.0':\n    resolution: {integrity: sha512-y}\n    dev: true\n",
    ],
  ])('reads version %s', (version, packages) => {
    const text = `lockfileVersion: ${version}\n\nimporters:\n\n  .:\n    dependencies:\n      next:\n        specifier: 15.3.2\n\npackages:\n\n${packages}\nsnapshots:\n\n  next@15.3.2(react@19.1.0):\n    dependencies:\n      react: 19.1.0\n`;
    const reading = readLockfile('pnpm-lock.yaml', text);
    expect(reading).toMatchObject({
      ok: true,
      value: {
        manager: 'pnpm',
        packages: [
          { name: 'next', version: '15.3.2', integrity: 'sha512-x', dev: false, line: 12 },
          { name: '@payloadcms/next', version: '3.45.0', integrity: 'sha512-y', dev: true, line: 15 },
        ],
      },
      warnings: [],
    });
  });

  it('reads peer dependencies and packages from git', () => {
    const text =
      "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    peerDependencies:\n      react: ^18 || ^19\n  github.com/x/y/abc:\n    name: y\n    version: 3.0.0\n";
    expect(readLockfile('x', text)).toMatchObject({
      value: { packages: [{ peerDependencies: new Map([['react', '^18 || ^19']]) }, { name: 'y', version: '3.0.0' }] },
    });
  });
});

describe('yarn', () => {
  it('reads yarn 1', () => {
    const text =
      '# yarn lockfile v1\n\n\n"@babel/core@^7.0.0", "@babel/core@^7.1.0":\n  version "7.1.0"\n  resolved "https://r.example/core.tgz#abc"\n  integrity sha512-x\n  dependencies:\n    a "^1"\n\nnext@15.3.2:\n  version "15.3.2"\n\n"alias@npm:next@15.3.1":\n  version "15.3.1"\n';
    expect(pins('yarn.lock', text)).toEqual(['@babel/core@7.1.0:4', 'next@15.3.2:11', 'next@15.3.1:14']);
  });

  it('reads yarn 2 and later', () => {
    const text =
      '__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"@scope/x@npm:^1.0.0, @scope/x@npm:^1.1.0":\n  version: 1.1.0\n  resolution: "@scope/x@npm:1.1.0"\n  peerDependencies:\n    react: ^18\n  checksum: 10c0/ab\n  languageName: node\n\n"cms@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "cms@workspace:."\n';
    expect(readLockfile('yarn.lock', text)).toMatchObject({
      value: {
        lockfileVersion: '8',
        packages: [{ name: '@scope/x', version: '1.1.0', integrity: '10c0/ab', line: 5 }],
      },
    });
  });
});

describe('package.json and app.installed', () => {
  it('reads the manifest of the case with the line of each dependency', () => {
    const reading = readPackageJson(artifact('02-app-package-json.json'));
    expect(reading.ok && reading.value.dependencies[0]).toEqual({
      name: 'next',
      range: '15.3.2',
      kind: 'dependencies',
      line: 9,
    });
  });

  it('reads installed packages', () => {
    expect(
      readInstalledPackages('{"name":"next","version":"15.3.2","path":"/app/node_modules/next"}\n{}'),
    ).toMatchObject({
      value: [{ name: 'next', line: 1 }],
      warnings: [{ line: 2 }],
    });
  });
});

describe('any text', () => {
  it.each(['', '[]', 'hello', '{', '{}', 'a: b'])('refuses %j', (text) => {
    expect(readLockfile('package-lock.json', text).ok).toBe(false);
  });

  it.each(['', '[]', '{'])('refuses %j as package.json', (text) => {
    expect(readPackageJson(text).ok).toBe(false);
  });

  it('never throws', () => {
    const line = fc.constantFrom(
      'lockfileVersion: 9',
      'packages:',
      '  a@1:',
      "  '@x/y@2':",
      '    resolution: {integrity',
      '"a@1":',
      '  version "1"',
      '__proto__:',
      '{',
      '}',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(line).map((lines) => lines.join('\n')),
        ),
        (text) => {
          readLockfile('yarn.lock', text);
          readPackageJson(text);
          readInstalledPackages(text);
        },
      ),
    );
  });

  it('reads a big lockfile in linear time', () => {
    const block = (index: number) => `  p${index}@1.0.0:\n    resolution: {integrity: sha512-x}\n`;
    const text = `lockfileVersion: '9.0'\npackages:\n${Array.from({ length: 50_000 }, (_, index) => block(index)).join('')}`;
    const started = performance.now();
    expect(pins('pnpm-lock.yaml', text)).toHaveLength(50_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
