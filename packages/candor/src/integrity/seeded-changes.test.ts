import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBaseline } from './baseline-file.js';
import { DpkgPackages } from './dpkg-packages.js';
import type { Change } from './file-state.js';
import { initBaseline } from './init-baseline.js';
import { type Verification, verifyBaseline } from './verify-baseline.js';

let folder = '';
let tree = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-integrity-'));
  tree = join(folder, 'tree');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const packages = () => new DpkgPackages(join(folder, 'dpkg'), tree, new Set(['/bin']));

async function init(excluded: string[] = []): Promise<void> {
  const scope = {
    at: new Date().toISOString(),
    roots: [{ path: tree, container: null }],
    patterns: [tree],
    excluded,
    containers: false,
  };
  await initBaseline(join(folder, 'store'), scope, packages(), () => {});
}

async function verify(full = false): Promise<Verification> {
  const baseline = openBaseline(join(folder, 'store'), { readOnly: true });
  try {
    const { roots } = baseline.scope();
    return await verifyBaseline(baseline, roots, { full, packages: packages(), onProgress: () => {} });
  } finally {
    baseline.close();
  }
}

function put(path: string, text: string, root = tree): string {
  const place = join(root, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
}

const told = (changes: readonly Change[]) =>
  new Map(changes.map(({ path, action, what }) => [path, [action, ...what].join(' ')]));

/** Changes one file in a way, and says what must be told of it. */
const seeds: readonly ((path: string) => [string, string][])[] = [
  (path) => {
    const { atime, mtime } = statSync(path);
    writeFileSync(path, `${'y'.repeat(statSync(path).size)}`); // the size stays, the time is put back
    utimesSync(path, atime, mtime);
    return [[path, 'changed content']];
  },
  (path) => {
    chmodSync(path, 0o4755);
    return [[path, 'changed mode']];
  },
  (path) => {
    linkSync(path, `${path}-link`);
    return [
      [path, 'changed links'],
      [`${path}-link`, 'added'],
    ];
  },
  (path) => {
    const text = 'x'.repeat(statSync(path).size);
    const { atime, mtime, mode } = statSync(path);
    writeFileSync(`${path}.new`, text, { mode });
    utimesSync(`${path}.new`, atime, mtime);
    renameSync(`${path}.new`, path);
    return [[path, 'changed inode']];
  },
  (path) => {
    writeFileSync(`${path}-new`, 'x');
    return [[`${path}-new`, 'added']];
  },
  (path) => {
    rmSync(path);
    return [[path, 'removed']];
  },
  (path) => {
    appendFileSync(path, 'more');
    return [[path, 'changed content size mtime']];
  },
  (path) => {
    rmSync(path);
    symlinkSync('/etc/passwd', path);
    return [[path, 'changed kind']];
  },
  (path) => {
    chmodSync(path, 0o600);
    chmodSync(path, 0o644);
    return [[path, 'changed ctime']];
  },
  (path) => {
    rmSync(path);
    mkdirSync(path);
    writeFileSync(join(path, 'within'), '');
    return [
      [path, 'changed kind'],
      [join(path, 'within'), 'added'],
    ];
  },
];

/** Times are whole seconds, so that utimes(2) can put them back exactly. */
function grow(count: number): string[] {
  const paths = Array.from({ length: count }, (_, index) =>
    put(`d${index % 37}/e${index % 5}/f${index}`, 'x'.repeat(10 + index)),
  );
  for (const path of paths) utimesSync(path, 1_700_000_000, 1_700_000_000);
  return paths;
}

describe('a thousand seeded changes', () => {
  it('are all found and none is invented', async () => {
    const paths = grow(2000);
    await init();
    const expected = new Map<string, string>();
    for (const [index, path] of paths.slice(0, 1000).entries())
      for (const [place, what] of seeds[index % seeds.length]?.(path) ?? []) expected.set(place, what);
    const found = await verify();
    // a new file may be given the inode that another gave up: only that it is another one is told
    expect(told(found.unexplained)).toEqual(expected);
    expect(expected.size).toBeGreaterThanOrEqual(1000);
    expect(found.untold).toBe(0);
    expect(found.explained).toEqual([]);
  });

  it('that were not made are not told, with and without a full read', async () => {
    const [first = ''] = grow(200);
    await init();
    statSync(first);
    expect((await verify()).unexplained).toEqual([]);
    expect((await verify(true)).unexplained).toEqual([]);
  });

  it.runIf(process.geteuid?.() === 0)('of an owner are told', async () => {
    const { chownSync } = await import('node:fs');
    const path = put('a', 'x');
    await init();
    chownSync(path, 1234, 4321);
    expect(told((await verify()).unexplained)).toEqual(new Map([[path, 'changed owner group']]));
  });
});

describe('names and places', () => {
  it('a name that is no UTF-8 is seen, and told again', async () => {
    put('ok', '');
    await init();
    writeFileSync(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0xff, 0xfe, 0x0a])]), 'x');
    const { unexplained, blind } = await verify();
    expect(unexplained.map(({ path }) => path)).toEqual([`${tree}/\u00ff\u00fe\n`]);
    expect(blind).toEqual([]);
  });

  it('links to folders are not followed', async () => {
    put('inside', '', join(folder, 'elsewhere'));
    mkdirSync(tree);
    symlinkSync(join(folder, 'elsewhere'), join(tree, 'out'));
    await init();
    put('inside', 'changed', join(folder, 'elsewhere'));
    expect((await verify()).unexplained).toEqual([]);
  });

  it('a removed folder is told with all that was in it', async () => {
    put('d/e/f', '');
    put('stays', '');
    await init();
    rmSync(join(tree, 'd'), { recursive: true });
    expect([...told((await verify()).unexplained).keys()].sort()).toEqual(
      ['d', 'd/e', 'd/e/f'].map((path) => join(tree, path)),
    );
  });

  it('what is excluded is not told', async () => {
    put('cache/a', '');
    await init([join(tree, 'cache')]);
    put('cache/b', '');
    expect((await verify()).unexplained).toEqual([]);
  });
});

/** Installs a package as dpkg does: files, list, sums, status. */
function install(name: string, version: string, files: Readonly<Record<string, string>>): void {
  const info = join(folder, 'dpkg/info');
  mkdirSync(info, { recursive: true });
  const sums = Object.entries(files).map(([path, text]) => `${createHash('md5').update(text).digest('hex')}  ${path}`);
  for (const [path, text] of Object.entries(files)) {
    put(`${path}.dpkg-new`, text);
    renameSync(join(tree, `${path}.dpkg-new`), join(tree, path));
  }
  writeFileSync(
    join(info, `${name}.list`),
    `/.\n${Object.keys(files)
      .map((path) => `/${path}\n`)
      .join('')}`,
  );
  writeFileSync(join(info, `${name}.md5sums`), `${sums.join('\n')}\n`);
  writeFileSync(join(folder, 'dpkg/status'), `Package: ${name}\nArchitecture: amd64\nVersion: ${version}\n`);
}

const shipped = (version: string, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`usr/lib/x/${index}`, `${version} ${index}`]));

describe('an upgrade by apt', () => {
  beforeEach(async () => {
    install('libx', '1.0', { ...shipped('1', 300), 'usr/lib/x/old': 'gone with 2.0' });
    put('etc/own', 'mine');
    await init();
  });

  const upgrade = () => {
    install('libx', '2.0', { ...shipped('2', 300), 'usr/lib/x/new': 'came with 2.0' });
    rmSync(join(tree, 'usr/lib/x/old'));
  };

  it('is one line with its version', async () => {
    upgrade();
    const { unexplained, explained } = await verify();
    expect(unexplained).toEqual([]);
    expect(explained.map(({ by, changes }) => [by, changes.length])).toEqual([['package libx 1.0 → 2.0', 302]]);
  });

  it.each<[string, () => string]>([
    ['a file with other content than the package has', () => put('usr/lib/x/7', 'malice')],
    ['a file that no package has', () => put('usr/lib/x/extra', 'malice')],
    [
      'a file that the package has and is gone',
      () => {
        rmSync(join(tree, 'usr/lib/x/7'));
        return join(tree, 'usr/lib/x/7');
      },
    ],
    ['a file beside it', () => put('etc/own', 'not mine')],
  ])('does not hide %s', async (_, harm) => {
    upgrade();
    const path = harm();
    expect((await verify()).unexplained.map((change) => change.path)).toEqual([path]);
  });

  it('explains nothing when no package was installed since', async () => {
    const path = put('usr/lib/x/7', 'malice');
    expect((await verify()).unexplained.map((change) => change.path)).toEqual([path]);
  });
});

/** What `npm ci` leaves: packages, the lock file, and last npm's own list. */
function npmCi(version: string): void {
  rmSync(join(tree, 'app/node_modules'), { recursive: true, force: true });
  const places = Array.from({ length: 40 }, (_, index) => `node_modules/p${index}`);
  for (const place of places) for (const file of ['a.js', 'b.js']) put(`app/${place}/${file}`, version);
  const lock = JSON.stringify({ packages: Object.fromEntries(places.map((place) => [place, { version }])) });
  put('app/package-lock.json', lock);
  put('app/node_modules/.package-lock.json', lock);
}

describe('npm ci', () => {
  beforeEach(async () => {
    npmCi('1.0.0');
    await init();
  });

  it('is one line', async () => {
    npmCi('2.0.0');
    const { unexplained, explained } = await verify();
    expect(told(unexplained)).toEqual(new Map());
    expect(explained.map(({ by }) => by)).toEqual([`npm in ${tree}/app`]);
  });

  it('does not hide a package that the lock file does not name', async () => {
    npmCi('2.0.0');
    const path = put('app/node_modules/evil/index.js', '');
    expect([...told((await verify()).unexplained).keys()]).toEqual([dirname(path), path]);
  });

  it('does not hide a hidden folder in node_modules', async () => {
    npmCi('2.0.0');
    const path = put('app/node_modules/.evil/index.js', '');
    expect([...told((await verify()).unexplained).keys()]).toEqual([dirname(path), path]);
  });

  it('explains nothing when nothing was installed since', async () => {
    const path = put('app/node_modules/p7/a.js', 'malice');
    expect([...told((await verify()).unexplained).keys()]).toEqual([path]);
  });
});
