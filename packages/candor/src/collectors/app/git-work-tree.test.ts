import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalFs } from '../env/local-fs.js';
import { readGitIndex } from './git-index.js';
import { gitWorkTree } from './git-work-tree.js';

let folder = '';
const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, ...identity, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim();

beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/candor-git-`);
  git('init', '-q', '-b', 'main');
  writeFileSync(`${folder}/docker-compose.yml`, 'services: {}\n');
  writeFileSync(`${folder}/payload.config.ts`, 'export default {}\n');
  writeFileSync(`${folder}/payload.config.test.ts`, 'x\n');
  symlinkSync('docker-compose.yml', `${folder}/link.yml`);
  git('add', '.');
  git('commit', '-q', '-m', 'first');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function treeOf(fs = createLocalFs('/')) {
  const found = await gitWorkTree(fs, folder);
  return found === null || typeof found === 'string' ? found : found.tree;
}
const changes = async (fs = createLocalFs('/')) => {
  const tree = await treeOf(fs);
  return tree === null || typeof tree === 'string' ? tree : tree.changed.map(({ path, kind }) => `${kind} ${path}`);
};

describe('gitWorkTree', () => {
  it('reads a clean tree, its commit and when it came', async () => {
    const tree = await treeOf();
    expect(tree).toMatchObject({ head: git('rev-parse', 'HEAD'), tracked: 4, changed: [], uncompared: 0 });
    expect(tree).toHaveProperty('movedAt', new Date(Number(git('log', '-1', '--format=%ct')) * 1000).toISOString());
  });

  it.each(['2', '4'])('reads an index of version %s', async (version) => {
    git('update-index', '--index-version', version);
    writeFileSync(`${folder}/payload.config.ts`, 'export default { evil: 1 }\n');
    expect(await changes()).toEqual(['modified payload.config.ts']);
  });

  it('sees a change of equal length whose time was set back', async () => {
    const before = new Date('2026-01-01T00:00:00Z');
    utimesSync(`${folder}/docker-compose.yml`, before, before);
    git('update-index', '--refresh');
    writeFileSync(`${folder}/docker-compose.yml`, 'services: []\n');
    utimesSync(`${folder}/docker-compose.yml`, before, before);
    const fs = createLocalFs('/');
    const lstat = async (path: string) => ({ ...(await fs.lstat(path)), ctime: new Date(Date.now() + 5000) }); // the kernel's own clock
    expect(await changes({ ...fs, lstat })).toEqual(['modified docker-compose.yml']);
  });

  it('sees what is gone, and a link that leads elsewhere', async () => {
    unlinkSync(`${folder}/payload.config.test.ts`);
    unlinkSync(`${folder}/link.yml`);
    symlinkSync('/etc/passwd', `${folder}/link.yml`);
    expect(await changes()).toEqual(['modified link.yml', 'deleted payload.config.test.ts']);
  });

  it('does not take a touched file for a changed one, nor an untracked one', async () => {
    utimesSync(`${folder}/payload.config.ts`, new Date(), new Date());
    writeFileSync(`${folder}/.env`, 'A=1\n');
    expect(await changes()).toEqual([]);
  });

  it('starts no program that the repository names', async () => {
    const mark = `${folder}/.git/ran`;
    git('config', 'filter.x.clean', `touch ${mark}; cat`);
    git('config', 'core.fsmonitor', `touch ${mark}`);
    writeFileSync(`${folder}/.gitattributes`, '*.ts filter=x\n');
    writeFileSync(`${folder}/payload.config.ts`, 'export default { evil: 1 }\n');
    expect(await treeOf()).toMatchObject({ changed: [], uncompared: 1 });
    await expect(createLocalFs('/').stat(mark)).rejects.toThrow('ENOENT');
  });

  it('is none without .git, and says when the index cannot be read', async () => {
    writeFileSync(`${folder}/.git/index`, 'DIRC?');
    expect(await treeOf()).toContain('has a form that is not read');
    rmSync(`${folder}/.git`, { recursive: true });
    expect(await treeOf()).toBeNull();
  });
});

describe('readGitIndex', () => {
  it('never throws', () => {
    const head = Buffer.from('DIRC\0\0\0\u0004\0\0\0\u0003', 'latin1');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, withHead) => {
        const input = withHead ? Buffer.concat([head, bytes]) : Buffer.from(bytes);
        expect(() => readGitIndex(input)).not.toThrow();
      }),
    );
  });
});
