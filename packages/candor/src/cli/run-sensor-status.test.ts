import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { main } from './main.js';

const sensor = fileURLToPath(new URL('../../../sensor/sensor.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'candor-status-'));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A Node process that lives on; with the sensor when there are settings for it. */
function start(env: Record<string, string>, stderr: number | 'pipe' = 'pipe'): number {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
    env: { PATH: process.env.PATH, ...env },
    cwd: folder,
    stdio: ['ignore', 'pipe', stderr],
  });
  children.push(child);
  return child.pid ?? 0;
}

async function status(target: string, seconds = 0) {
  let out = '';
  let err = '';
  const code = await main(['sensor', 'status', target], {
    stdout: (part) => {
      out += part;
    },
    stderr: (part) => {
      err += part;
    },
    stdin: (async function* () {})(),
    env: { DOCKER_HOST: `unix://${folder}/no-engine` },
    interactive: false,
    colour: false,
    width: 100,
    now: () => new Date(Date.now() + seconds * 1000),
  });
  return { code, out, err };
}

const preload = { NODE_OPTIONS: `--require=${sensor}` };
const loaded = (file: string) => vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('"loaded"'), 5000);

describe('candor sensor status of a process', () => {
  it('hears a file, relative to the process, and tells silence from life', async () => {
    const pid = start({ ...preload, CANDOR_SENSOR_FILE: 'events' });
    await loaded(join(folder, 'events'));
    expect(await status(`${pid}`)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/the sensor lives, mode observe/),
    });
    expect(await status(`${pid}`, 30)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/was last heard 30 s ago/),
    });
  });

  it('hears standard error that goes into a file', async () => {
    const file = join(folder, 'stderr');
    const pid = start({ ...preload, CANDOR_SENSOR: 'off' }, openSync(file, 'w'));
    await loaded(file);
    expect(await status(`${pid}`)).toMatchObject({ code: 1, out: expect.stringMatching(/it is switched off/) });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['no sensor', {}, /it carries no sensor: neither NODE_OPTIONS nor its command line/],
    ['a pipe that nobody can read', preload, /standard error is (?:pipe|socket):\[\d+\], which cannot be read/],
    ['a socket that is gone', { ...preload, CANDOR_SENSOR_SOCKET: '/nowhere/s' }, /\/nowhere\/s is not there/],
    ['a file that is gone', { ...preload, CANDOR_SENSOR_FILE: '/nowhere/f' }, /\/nowhere\/f: ENOENT/],
  ])('%s', async (_, env, words) => {
    const pid = start(env);
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('console.log'));
    expect(await status(`${pid}`)).toMatchObject({ code: 1, out: expect.stringMatching(words) });
  });

  it('a socket that is listened to is the collector’s to tell', async () => {
    const path = join(folder, 's');
    const server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const pid = start({ ...preload, CANDOR_SENSOR_SOCKET: path });
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('console.log'));
    const { code, out } = await status(`${pid}`);
    server.close();
    expect([code, out]).toEqual([1, expect.stringMatching(/hint: ask the collector/)]);
  });

  it.each([
    ['999999999', /there is no process 999999999/],
    ['nobody', /there is no container nobody/],
  ])('%s', async (target, words) => {
    expect(await status(target)).toMatchObject({ code: 64, err: expect.stringMatching(words) });
  });
});
