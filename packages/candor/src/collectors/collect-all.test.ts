import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collected } from './artifact.js';
import { collectAll } from './collect-all.js';
import type { Collector } from './collected.js';
import { defaultCollectors } from './default-collectors.js';
import { childProcessLimit } from './env/run-command.js';
import { cannedRunner, testEnv } from './test-env.js';

let root = '';
const files: Readonly<Record<string, string>> = {
  '/proc/7/comm': 'crowdsec\n',
  '/proc/7/cgroup': '0::/system.slice\n',
  '/proc/7/stat': `7 (crowd) sec) S 1 7 7 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 100 ${'0 '.repeat(20)}`,
  '/proc/7/status': 'Name:\tcrowdsec\nUid:\t1\t1000\t1\t1\nVmRSS:\t 12 kB\n',
  '/proc/7/cmdline': 'crowdsec\0--password\0k7abcdefQ9xyz\0',
  '/proc/7/environ': 'NODE_ENV=production\0API_TOKEN=k7abcdefQ9xyz\0',
  '/proc/stat': 'cpu 1\nbtime 1763800000\n',
  '/proc/net/tcp': 'sl\n 0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 4242 1\n',
  '/proc/net/udp': 'sl\n',
  '/run/fail2ban/fail2ban.sock': '',
  '/etc/ufw/ufw.conf': 'ENABLED=yes\n',
  '/etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n',
  '/etc/shadow': 'root:$y$j9T$abcdefghijklmnopqrstuv$abcdefghijkl:19000:0:99999:7:::\nnobody:*:1::::::\nx::1::::::\n',
  '/etc/cron.d/job': '0 3 * * * root backup --password=k7abcdefQ9xyz\n',
};

beforeAll(async () => {
  root = await mkdtemp(`${tmpdir()}/candor-root-`);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(`${root}${path.slice(0, path.lastIndexOf('/'))}`, { recursive: true });
    await writeFile(`${root}${path}`, text);
  }
});

afterAll(() => rm(root, { recursive: true, force: true }));

const ok: Collector = {
  id: 'ok',
  artifacts: ['host.uname'],
  collect: async (env) => [collected(env, 'host.uname', 'Linux')],
};
const broken: Collector = {
  id: 'broken',
  artifacts: ['host.cron', 'host.users'],
  collect: () => Promise.reject(Object.assign(new Error('x'), { code: 'EIO' })),
};
const hanging: Collector = { id: 'hanging', artifacts: ['docker.ps'], collect: () => new Promise(() => {}) };
const silent: Collector = { id: 'silent', artifacts: ['app.build'], collect: async () => [] };

describe('collectAll', () => {
  it('lets a collector that fails, hangs or finds nothing cost its own artefacts only', async () => {
    const made = await collectAll(testEnv(root), { deadlineMs: 50, collectors: [hanging, broken, ok, silent] });
    expect(made.map(({ id, status }) => [id, status])).toEqual([
      ['docker.ps', 'timeout'],
      ['host.cron', 'error'],
      ['host.users', 'error'],
      ['host.uname', 'ok'],
      ['app.build', 'absent'],
    ]);
    expect(made.filter(({ status }) => status !== 'ok').every(({ detail }) => detail !== null && detail !== '')).toBe(
      true,
    );
  });

  it('answers for every id of its collectors on a bare root, with at most 15 commands in all', async () => {
    const run = cannedRunner((command) => (command[0] === 'nginx' ? 'server_name a.example;\n' : ''));
    const made = await collectAll(testEnv(root, { run }), { deadlineMs: 5000 });
    const promised = new Set(defaultCollectors.flatMap(({ artifacts }) => artifacts));
    expect([...promised].filter((id) => !made.some((artifact) => artifact.id === id))).toEqual([]);
    expect(
      made.filter(({ status }) => status === 'error' || status === 'timeout').map(({ id, detail }) => [id, detail]),
    ).toEqual([]);
    expect(run.commands.length).toBeGreaterThan(10);
    expect(run.commands.length).toBeLessThanOrEqual(childProcessLimit);
  });

  it('carries no planted secret and no password hash, whichever file had it', async () => {
    const made = await collectAll(testEnv(root), { deadlineMs: 5000 });
    const everything = Buffer.concat(made.map(({ content }) => content)).toString();
    expect(everything).not.toContain('k7abcdefQ9xyz');
    expect(everything).not.toContain('$y$');
    const users = made.find(({ id }) => id === 'host.users')?.content.toString();
    expect(users).toContain('root:set:19000');
    expect(users).toContain('nobody:!:1');
    expect(users).toContain('x::1');
  });

  it('describes a process from /proc, with a hostile name', async () => {
    const made = await collectAll(testEnv(root), { deadlineMs: 5000 });
    const line = made.find(({ id }) => id === 'host.processes')?.content.toString() ?? '';
    expect(JSON.parse(line)).toMatchObject({
      pid: 7,
      ppid: 1,
      uid: 1000,
      rssBytes: 12288,
      exe: null,
      startedAt: '2025-11-22T08:26:41.000Z',
      env: { NODE_ENV: 'production' },
    });
  });
});
