import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalFs } from './local-fs.js';

let root = '';

beforeAll(async () => {
  root = await mkdtemp(`${tmpdir()}/candor-fs-`);
  await mkdir(`${root}/app/inner`, { recursive: true });
  await mkdir(`${root}/etc`);
  await writeFile(`${root}/etc/shadow`, 'inside');
  await writeFile(`${root}/app/a.txt`, 'hello world');
  await symlink('/etc/shadow', `${root}/app/absolute`);
  await symlink('../../../../../../etc/shadow', `${root}/app/climbing`);
  await symlink('/etc', `${root}/app/folder`);
  await symlink('loop', `${root}/app/loop`);
  execFileSync('mkfifo', [`${root}/app/fifo`]);
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('createLocalFs', () => {
  it.each(['/app/absolute', '/app/climbing', '/app/folder/shadow', '/app/../../etc/shadow'])(
    'resolves %s inside its own root',
    async (path) => {
      expect((await createLocalFs(root).read(path)).bytes.toString()).toBe('inside');
    },
  );

  it.each([
    ['a missing file', '/app/none', 'ENOENT'],
    ['a loop of links', '/app/loop', 'ELOOP'],
    ['a folder', '/app', 'EISDIR'],
    ['a FIFO, without hanging on it', '/app/fifo', 'EINVAL'],
  ])('refuses %s', async (_, path, code) => {
    await expect(createLocalFs(root).read(path)).rejects.toMatchObject({ code });
  });

  it('reads at most what was asked for and says that there is more', async () => {
    const fs = createLocalFs(root);
    expect(await fs.read('/app/a.txt', { maxBytes: 5 })).toEqual({ bytes: Buffer.from('hello'), truncated: true });
    expect(await fs.read('/app/a.txt', { maxBytes: 5, tail: true })).toEqual({
      bytes: Buffer.from('world'),
      truncated: true,
    });
    expect(await fs.read('/app/a.txt', { maxBytes: 11 })).toEqual({
      bytes: Buffer.from('hello world'),
      truncated: false,
    });
  });

  it('reads files of /proc, whose size is 0', async () => {
    expect((await createLocalFs().read('/proc/self/status')).bytes.toString()).toMatch(/^Name:/);
  });

  it('sees another root below it', async () => {
    expect(await createLocalFs(root).within('/app').list('/inner')).toEqual([]);
    expect(createLocalFs(root).within('/app').absolute('/x')).toBe(`${root}/app/x`);
  });

  it('digests with the algorithms asked for, and refuses what is too large', async () => {
    const fs = createLocalFs(root);
    const digest = await fs.digest('/app/a.txt', 100, ['md5']);
    expect({ ...digest, head: digest.head.toString() }).toEqual({
      sha256: '',
      sha1: '',
      md5: '5eb63bbbe01eeed093cb22bb8f5acdc3',
      head: 'hello world',
    });
    await expect(fs.digest('/app/a.txt', 5)).rejects.toMatchObject({ code: 'EFBIG' });
  });
});
