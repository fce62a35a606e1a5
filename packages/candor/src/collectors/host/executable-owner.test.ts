import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PidEntry } from '../proc/pid-index.js';
import { testEnv } from '../test-env.js';
import { executableOwner } from './executable-owner.js';

let root = '';
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const sha1 = (text: string) => createHash('sha1').update(text).digest('base64');
const files: Readonly<Record<string, string>> = {
  '/usr/sbin/sshd': 'sshd, new',
  '/usr/bin/changed': 'not the package’s',
  '/var/lib/dpkg/info/tools.md5sums': `${md5('sshd, new')}  usr/sbin/sshd\n${md5('tool')}  usr/bin/changed\n${md5('x')}  usr/bin/gone\n`,
  '/proc/7/root/usr/bin/ffmpeg': 'ffmpeg',
  '/proc/7/root/usr/bin/wget': 'replaced',
  '/proc/7/root/lib/apk/db/installed': `P:ffmpeg\nF:usr/bin\nR:ffmpeg\nZ:Q1${sha1('ffmpeg')}\nR:wget\nZ:Q1${sha1('wget')}\n`,
};

beforeAll(async () => {
  root = await mkdtemp(`${tmpdir()}/candor-owner-`);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(root + path), { recursive: true });
    await writeFile(root + path, text);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

const entry = (exe: string | null, exeDeleted = false, containerId: string | null = null): PidEntry => ({
  pid: 7,
  comm: 'x',
  exe,
  exeDeleted,
  cgroup: '/',
  containerId,
});
const inside = 'a'.repeat(64);

describe('executableOwner', () => {
  it.each([
    ['as its package installed it', entry('/usr/sbin/sshd'), true],
    ['replaced by an upgrade', entry('/usr/sbin/sshd', true), true],
    ['another content than the package', entry('/usr/bin/changed'), false],
    ['deleted, and the path holds something else now', entry('/usr/bin/changed', true), null],
    ['deleted with its package', entry('/usr/bin/gone', true), null],
    ['no package knows it', entry('/tmp/x'), false],
    ['deleted, and no package knows it', entry('/tmp/x', true), false],
    ['from memory', entry('/memfd:x'), null],
    ['a thread of the kernel', entry(null), null],
    ['of a container, added by apk', entry('/usr/bin/ffmpeg', false, inside), true],
    ["of a container, replaced in the container's own files", entry('/usr/bin/wget', false, inside), false],
    [
      "of a container, by COPY and in no package: the host's database does not count",
      entry('/usr/sbin/sshd', false, inside),
      null,
    ],
  ])('%s', async (_, process, owned) => {
    expect((await executableOwner(testEnv(root), process)).owned).toBe(owned);
  });
});
