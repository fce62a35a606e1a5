import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cannedRunner, testEnv } from '../test-env.js';
import { commandPaths, unitCommands } from './command-paths.js';
import { dumpedFiles, type WatchedLine, watchedFiles } from './watched-files.js';

const dump = `# configuration file /etc/nginx/nginx.conf:
http {
  ssl_certificate_key /etc/ssl/site.key;
# configuration file /etc/nginx/sites-enabled/site:
}
`;
const old = new Date('2026-01-01T00:00:00Z');
let root = '';
let lines: readonly WatchedLine[] = [];

async function put(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(`${root}${path.slice(0, path.lastIndexOf('/'))}`, { recursive: true });
  await writeFile(`${root}${path}`, text);
  await chmod(`${root}${path}`, mode);
  await utimes(`${root}${path}`, old, old);
}

beforeAll(async () => {
  root = await mkdtemp(`${tmpdir()}/candor-watched-`);
  await put('/etc/group', 'root:x:0:\nstaff:x:50:\nweb:x:1000:you\n');
  await put('/etc/nginx/nginx.conf', 'http {}');
  await put('/etc/nginx/sites-available/site', 'server {}');
  await mkdir(`${root}/etc/nginx/sites-enabled`);
  await symlink('../sites-available/site', `${root}/etc/nginx/sites-enabled/site`);
  await put('/etc/ssl/site.key', 'k', 0o640);
  await put('/etc/cron.d/job', '# comment /usr/bin/never\n0 3 * * * root /srv/tidy.sh >> /var/log/tidy.log\n');
  await put('/srv/tidy.sh', '#!/bin/sh\n', 0o777);
  await put('/var/log/tidy.log', '', 0o666);
  await put('/etc/systemd/system/own.service', '[Service]\nUser=you\nExecStart=/opt/own\n');
  await put('/opt/own', 'x', 0o777);
  await put('/etc/nftables.conf', 'flush ruleset');
  const run = cannedRunner((command) => (command[0] === 'nginx' ? dump : null));
  lines = await watchedFiles(testEnv(root, { run }));
});

afterAll(() => rm(root, { recursive: true, force: true }));

function of(kind: WatchedLine['kind']) {
  return lines.filter((line) => line.kind === kind).map(({ path }) => path);
}

describe('watchedFiles', () => {
  it('has every file of the dump', () =>
    expect(of('nginx-config')).toEqual(['/etc/nginx/nginx.conf', '/etc/nginx/sites-enabled/site']));

  it('dates a file by a link that was put there later', () => {
    const byPath = new Map(lines.map((line) => [line.path, line.mtime]));
    expect(byPath.get('/etc/nginx/nginx.conf')).toBe(old.toISOString());
    expect(Date.parse(byPath.get('/etc/nginx/sites-enabled/site') ?? '')).toBeGreaterThan(old.getTime());
  });

  it('has the key with its mode', () =>
    expect(lines.find(({ kind }) => kind === 'key')).toMatchObject({ path: '/etc/ssl/site.key', mode: '0640' }));

  it('has what root runs, not what it writes to, nor what another user runs', () => {
    expect(of('root-runs')).toEqual(expect.arrayContaining(['/etc/cron.d/job', '/srv/tidy.sh']));
    expect(of('root-runs')).not.toContain('/var/log/tidy.log');
    expect(of('root-runs')).not.toContain('/opt/own');
  });

  it('says that others write it', () =>
    expect(lines.find(({ path }) => path === '/srv/tidy.sh')).toMatchObject({ othersWrite: true }));

  it('says what would load the packet filter, and that it looked', () =>
    expect(of('saved-filter')).toEqual(['/etc/systemd/system', '/etc/nftables.conf']));
});

describe('commandPaths', () => {
  it.each([
    ['/usr/bin/x --config=/etc/x.conf', ['/usr/bin/x', '/etc/x.conf']],
    ['cd /srv && ./run > /var/log/run 2>&1', ['/srv']],
    ['-@/usr/sbin/y', ['/usr/sbin/y']],
    ['bash "/srv/my job.sh"', ['/srv/my']],
    ['# /usr/bin/x', []],
    ['cat /dev/null /proc/1/exe', []],
    ['find / -name x', []],
  ])('%s', (text, paths) => expect(commandPaths(text)).toEqual(paths));

  it('never throws and stays fast', () =>
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => Array.isArray(commandPaths(text)))));
});

describe('unitCommands', () => {
  it.each([
    ['[Service]\nExecStart=/a\nExecStop=-/b', ['/a', '-/b']],
    ['[Service]\nUser=root\nExecStart=/a', ['/a']],
    ['[Service]\nUser=www-data\nExecStart=/a', []],
    ['[Service]\nDynamicUser=yes\nExecStart=/a', []],
  ])('%j', (text, commands) => expect(unitCommands(text)).toEqual(commands));
});

describe('dumpedFiles', () => {
  it('takes no relative name', () => expect(dumpedFiles('# configuration file etc/x:\n')).toEqual([]));
});
