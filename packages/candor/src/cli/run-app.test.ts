import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { preloadOptions } from '../sensor-install/preload-options.js';
import { type RunAppOptions, runApp } from './run-app.js';

const sensor = fileURLToPath(new URL('../../../sensor/sensor.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'candor run app-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(command: readonly string[], options: RunAppOptions = {}, file = sensor, env = {}) {
  let err = '';
  const code = await runApp(command, options, file, {
    stdout: () => undefined,
    stderr: (text) => {
      err += text;
    },
    stdin: (async function* () {})(),
    env: { PATH: process.env.PATH, ...env },
    interactive: false,
    colour: false,
    width: 100,
    now: () => new Date(),
  });
  return { code, err };
}

describe('candor run', () => {
  it.each<[string, string[], number]>([
    ['its own exit code', ['sh', '-c', 'exit 42'], 42],
    ['success', ['true'], 0],
    ['128 + n for a signal', ['sh', '-c', 'kill -TERM $$'], 143],
    ['128 + 9 for a kill', ['sh', '-c', 'kill -KILL $$'], 137],
    ['127 for a program that is not there', ['/nowhere/candor'], 127],
    ['126 for one that is no program', ['/etc/passwd'], 126],
  ])('ends with %s', async (_, command, code) => {
    expect((await run(command)).code).toBe(code);
  });

  it('puts the sensor into the command and into what it starts, and events into the file', async () => {
    const events = join(folder, 'events.ndjson');
    const script =
      "require('child_process').spawnSync(process.execPath, ['-e', 'require(\"child_process\").spawnSync(\"true\")'])";
    expect(await run(['node', '-e', script], { events, mode: 'observe' })).toEqual({ code: 0, err: '' });
    const lines = readFileSync(events, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; pid: number; file?: string });
    const spawns = lines.filter(({ kind }) => kind === 'spawn');
    expect(spawns.map(({ file }) => file)).toEqual(expect.arrayContaining(['true']));
    expect(new Set(spawns.map(({ pid }) => pid)).size).toBe(2);
  });

  it('runs on without a sensor file, and says so in one line', async () => {
    const { code, err } = await run(['node', '-e', 'process.exit(5)'], {}, join(folder, 'gone.cjs'));
    expect(code).toBe(5);
    expect(err).toBe(`candor: no sensor at ${join(folder, 'gone.cjs')}: the command runs without it\n`);
  });

  it.each<['SIGTERM' | 'SIGUSR2' | 'SIGHUP', number]>([
    ['SIGTERM', 143],
    ['SIGUSR2', 140],
    ['SIGHUP', 129],
  ])('hands %s on', async (signal, code) => {
    const result = run(['sleep', '30']);
    process.emit(signal);
    expect((await result).code).toBe(code);
    expect(process.listenerCount('SIGUSR2')).toBe(0);
  });

  it('leaves a signal of the keyboard to the terminal, which sends it to the command as well', async () => {
    const result = run(['sh', '-c', 'sleep 0.2; exit 3'], { atTerminal: true });
    process.emit('SIGINT');
    expect((await result).code).toBe(3);
  });

  it('says that the old switch keeps the sensor off', async () => {
    expect((await run(['true'], {}, sensor, { DISABLE_SUBPROC_DIAG: 'true' })).err).toMatch(/^candor: DISABLE_SUBPROC/);
  });
});

describe('NODE_OPTIONS', () => {
  it.each([
    [undefined, '/a/sensor.cjs', '--require=/a/sensor.cjs'],
    ['', '/a/sensor.cjs', '--require=/a/sensor.cjs'],
    ['--max-old-space-size=512', '/a/sensor.cjs', '--require=/a/sensor.cjs --max-old-space-size=512'],
    ['--require=/a/sensor.cjs -r x', '/a/sensor.cjs', '--require=/a/sensor.cjs -r x'],
    [undefined, '/a b/s"e.cjs', '--require="/a b/s\\"e.cjs"'],
  ])('%s with %s', (before, file, after) => {
    expect(preloadOptions(before, file)).toBe(after);
  });
});
