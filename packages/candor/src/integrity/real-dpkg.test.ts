import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBaseline } from './baseline-file.js';
import { DpkgPackages } from './dpkg-packages.js';
import { initBaseline } from './init-baseline.js';
import { verifyBaseline } from './verify-baseline.js';

const works = process.geteuid?.() === 0 && spawnSync('dpkg', ['--version']).status === 0;

let folder = '';
let root = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-dpkg-'));
  root = join(folder, 'root');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Builds a package of one program, one conffile and one data file, and lets the real dpkg unpack it below `root`. */
function install(version: string): void {
  const tree = join(folder, `deb-${version}`);
  for (const place of ['DEBIAN', 'usr/bin', 'etc/tiny', `usr/share/tiny-${version}`])
    mkdirSync(join(tree, place), { recursive: true });
  writeFileSync(
    join(tree, 'DEBIAN/control'),
    `Package: tiny\nVersion: ${version}\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: tiny\n`,
  );
  writeFileSync(join(tree, 'DEBIAN/conffiles'), '/etc/tiny/conf\n');
  writeFileSync(join(tree, 'usr/bin/tiny'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  writeFileSync(join(tree, 'etc/tiny/conf'), `version=${version}\n`);
  writeFileSync(join(tree, `usr/share/tiny-${version}/data`), version);
  const deb = join(folder, `tiny-${version}.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', tree, deb], { stdio: 'ignore' });
  mkdirSync(join(root, 'var/lib/dpkg'), { recursive: true });
  execFileSync('dpkg', [`--root=${root}`, '--force-script-chrootless', '-i', deb], { stdio: 'pipe' });
}

const packages = () => new DpkgPackages(join(root, 'var/lib/dpkg'), root, new Set());

it.runIf(works)('what the real dpkg upgrades is one line, what is beside it is told', async () => {
  for (const place of ['updates', 'info']) mkdirSync(join(root, 'var/lib/dpkg', place), { recursive: true });
  for (const file of ['status', 'available']) writeFileSync(join(root, 'var/lib/dpkg', file), '');
  install('1.0');
  const scope = {
    at: new Date().toISOString(),
    roots: ['etc', 'usr'].map((place) => ({ path: join(root, place), container: null })),
    patterns: [],
    excluded: [],
    containers: false,
  };
  await initBaseline(join(folder, 'store'), scope, packages(), () => {});
  install('2.0');
  writeFileSync(join(root, 'etc/tiny/extra'), '');
  const baseline = openBaseline(join(folder, 'store'), { readOnly: true });
  try {
    const found = await verifyBaseline(baseline, scope.roots, {
      full: false,
      packages: packages(),
      onProgress: () => {},
    });
    expect(found.unexplained.map(({ action, path }) => `${action} ${path.slice(root.length)}`)).toEqual([
      'added /etc/tiny/extra',
    ]);
    expect(found.explained.map(({ by }) => by)).toEqual(['package tiny 1.0 → 2.0']);
  } finally {
    baseline.close();
  }
});
