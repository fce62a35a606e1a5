import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES, ofKind, runNode, SENSOR } from './run-node.js';

const launch = "require('child_process').spawnSync('/bin/true', ['here']);";
const own = (line: string) => JSON.parse(line.replace('candor-sensor ', '')) as Record<string, unknown>;

describe('modes', () => {
  it.each([
    ['CANDOR_SENSOR', { CANDOR_SENSOR: 'off' }],
    ['DISABLE_SUBPROC_DIAG', { DISABLE_SUBPROC_DIAG: 'true' }],
  ])('off by %s leaves no hook and says so', async (offBy, env) => {
    const run = await runNode(
      `${launch} console.log(process.binding('spawn_sync').spawn.name + require('util').types.isProxy(Function))`,
      { env },
    );
    expect(run.stdout).toContain('false');
    expect(ofKind(run, 'spawn')).toEqual([]);
    expect(ofKind(run, 'state')).toMatchObject([{ mode: 'off', offBy, change: 'loaded' }]);
  });

  it('an unknown mode is observe, and degraded', async () => {
    const run = await runNode(launch, { env: { CANDOR_SENSOR: 'blokc' } });
    expect(ofKind(run, 'state')[0]).toMatchObject({
      mode: 'observe',
      degraded: ['mode: CANDOR_SENSOR is not observe, block or off: observe is used'],
    });
  });

  it.each([
    ['--import', ['--import', new URL('../register.mjs', import.meta.url).href], 'preload'],
    ['require by the application', ['--require', join(FIXTURES, 'capture-early.cjs')], 'late'],
  ])('loads by %s', async (_name, flags, loadedBy) => {
    const run = await runNode(`require(${JSON.stringify(SENSOR)}); ${launch}`, { flags, preload: false });
    expect(ofKind(run, 'state')[0]).toMatchObject({ loadedBy });
    expect(ofKind(run, 'spawn')).toHaveLength(1);
  });

  it('loads from instrumentation.ts on Node and not on the edge', async () => {
    const register = `require(${JSON.stringify(SENSOR.replace('sensor.cjs', 'instrumentation.cjs'))}).register();`;
    const node = await runNode(register + launch, { preload: false, env: { NEXT_RUNTIME: 'nodejs' } });
    const edge = await runNode(register + launch, { preload: false, env: { NEXT_RUNTIME: 'edge' } });
    expect(ofKind(node, 'state')[0]).toMatchObject({ loadedBy: 'late' });
    expect(edge.lines).toEqual([]);
  });
});

describe.concurrent('output', () => {
  it('goes to standard error as one prefixed JSON line an event, when nothing is configured', async () => {
    const run = await runNode(launch, { env: { CANDOR_SENSOR_FILE: '' } });
    const lines = run.stderr.trim().split('\n');
    expect(lines.every((line) => line.startsWith('candor-sensor {'))).toBe(true);
    expect(lines.map((line) => own(line).kind)).toEqual(['spawn', 'spawn-result']);
  });

  it('goes to the collector, also from a process that ends at once, with gapless numbers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-socket-'));
    const path = join(folder, 's');
    let text = '';
    const server = createServer((socket) =>
      socket.on('data', (data) => {
        text += data;
      }),
    );
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const run = await runNode(`${launch} process.exit(3)`, { env: { CANDOR_SENSOR_SOCKET: path } });
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
    const lines = text.trim().split('\n').map(own);
    expect([run.code, run.stderr]).toEqual([3, '']);
    expect(lines.map((line) => line.kind)).toEqual(['self-test', 'state', 'spawn', 'spawn-result', 'state']);
    expect(lines.map((line) => line.seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it('beats with counters, and masks secrets', async () => {
    const text = `require('child_process').spawnSync('psql', ['postgres://u:hunter2@h/db', '--password', 'hunter2', '--token=hunter2', 'plain']); setTimeout(() => {}, 2300);`;
    const run = await runNode(text, { env: { CANDOR_SENSOR_HEARTBEAT: '1' } });
    expect(ofKind(run, 'heartbeat').length).toBeGreaterThanOrEqual(1);
    expect(ofKind(run, 'heartbeat')[0]).toMatchObject({
      mode: 'observe',
      degraded: [],
      counters: { seen: 1, emitted: 1, aggregated: 0, dropped: 0 },
    });
    expect(ofKind(run, 'spawn')[0]?.argv).toEqual([
      'psql',
      'postgres://***@h/db',
      '--password',
      '***',
      '--token=***',
      'plain',
    ]);
    expect(JSON.stringify(run.lines)).not.toContain('hunter2');
  });
});

describe.concurrent('bad input', () => {
  const missing = { CANDOR_SENSOR_SOCKET: '/nowhere/candor.sock' };
  it.each([
    ['a missing socket', missing, 'output: socket: ENOENT'],
    ['a file on a read-only or missing path', { CANDOR_SENSOR_FILE: '/proc/candor.jsonl' }, 'output: file: ENOENT'],
    ['a full disk', { CANDOR_SENSOR_FILE: '/dev/full' }, 'output: file: ENOSPC'],
    ['a folder instead of a file', { CANDOR_SENSOR_FILE: '/tmp' }, 'output: file: EISDIR'],
    ['a file instead of a socket', { CANDOR_SENSOR_SOCKET: '/etc/passwd' }, 'output: socket: ECONNREFUSED'],
  ])('%s costs one line of output and shows in the state', async (_name, env, reason) => {
    const run = await runNode(
      `${launch} setTimeout(() => console.log(JSON.stringify(globalThis[Symbol.for('candor.sensor')].getSensorState())), 1500)`,
      { env },
    );
    const state = JSON.parse(run.stdout) as { degraded: string[]; counters: Record<string, number> };
    expect(run.code).toBe(0);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(own(run.stderr).degraded).toEqual([reason]);
    expect(state.degraded).toEqual([reason]);
    expect(state.counters).toMatchObject({ seen: 1, emitted: 1 });
  });

  it('a slow collector blocks nothing, and what it did not take is counted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-slow-'));
    const path = join(folder, 's');
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const text = `const cp = require('child_process');
      for (let i = 0; i < 3000; i += 1) cp.spawnSync('/nowhere' + i, ['x'.repeat(2000)]);
      setTimeout(() => console.log(JSON.stringify(globalThis[Symbol.for('candor.sensor')].getSensorState())), 1500)`;
    const run = await runNode(text, { env: { CANDOR_SENSOR_SOCKET: path } });
    server.close();
    rmSync(folder, { recursive: true });
    const { counters, output, degraded } = JSON.parse(run.stdout);
    expect(degraded).toEqual(['output: socket: the reader is slow']);
    expect(counters).toMatchObject({ seen: 3000, emitted: 3000, dropped: 0 });
    expect(output.queued).toBe(output.written + output.pending + output.lost);
    expect(output.lost).toBeGreaterThan(0);
  });

  it('a collector whose queue is full costs one line, and the application runs on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-full-'));
    const path = join(folder, 's');
    const blocked = `const s = require('net').createServer(); s.listen({ path: ${JSON.stringify(path)}, backlog: 1 }, () => {
      require('fs').writeSync(1, 'up'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); });`;
    const collector = spawn(process.execPath, ['-e', blocked], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => collector.stdout.once('data', resolve));
    const waiting = Array.from({ length: 4 }, () => connect(path).on('error', () => undefined));
    const run = await runNode(`${launch} setTimeout(() => console.log('on'), 1500)`, {
      env: { CANDOR_SENSOR_SOCKET: path },
    });
    for (const socket of waiting) socket.destroy();
    collector.kill('SIGKILL');
    rmSync(folder, { recursive: true });
    expect([run.code, run.stdout]).toEqual([0, 'on\n']);
    expect(own(run.stderr).degraded).toEqual(['output: socket: EAGAIN']);
  });

  it('a collector that ends and comes back gets what waited, without a gap', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-back-'));
    const path = join(folder, 's');
    let text = '';
    const collector = (isLast: boolean) =>
      createServer((socket) =>
        socket.on('data', (data) => {
          text += data;
          if (!isLast) socket.destroy();
        }),
      );
    const first = collector(false);
    await new Promise<void>((resolve) => first.listen(path, resolve));
    const run = runNode(
      `setTimeout(() => require('child_process').spawnSync('/bin/true', ['later']), 300); setTimeout(() => {}, 4000);`,
      { env: { CANDOR_SENSOR_SOCKET: path } },
    );
    await new Promise((resolve) => first.once('connection', (socket) => socket.once('close', resolve)));
    await new Promise((resolve) => first.close(resolve));
    const second = collector(true);
    await new Promise<void>((resolve) => second.listen(path, resolve));
    expect((await run).code).toBe(0);
    second.close();
    rmSync(folder, { recursive: true });
    const lines = text.trim().split('\n').map(own);
    expect(lines.some((line) => line.kind === 'spawn')).toBe(true);
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, index) => index + 1));
  });

  it.each([
    ['not JSON', '{'],
    ['another version', '{"version":2,"keys":[]}'],
    ['no list', '{"version":1,"keys":{}}'],
    ['a list of odd things', '{"version":1,"keys":[null,5,{"key":7},["x"]]}'],
  ])('a baseline that is %s never stops the process', async (name, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-baseline-'));
    writeFileSync(join(folder, 'b.json'), text);
    const run = await runNode(launch, { env: { CANDOR_SENSOR_BASELINE: join(folder, 'b.json') } });
    rmSync(folder, { recursive: true });
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(ofKind(run, 'state')[0]?.degraded).toHaveLength(name === 'a list of odd things' ? 0 : 1);
  });

  it('the permission model leaves the degraded mode: exports and sockets', async () => {
    const flags = [
      '--experimental-permission',
      '--allow-fs-read=*',
      '--allow-fs-write=*',
      '--allow-child-process',
      '--allow-worker',
      '--no-warnings',
    ];
    const text = `const cp = require('child_process'); cp.spawnSync('/bin/true', ['a']); cp.execSync('true b'); cp.execFileSync('/bin/true', ['c']); cp.spawn('/bin/true', ['d']);`;
    const run = await runNode(text, { flags });
    expect(ofKind(run, 'spawn').map((line) => (line.argv as string[]).at(-1))).toEqual(['a', 'true b', 'c', 'd']);
    expect(ofKind(run, 'state')[0]?.degraded).toEqual([
      'spawnSync: process.binding: ERR_ACCESS_DENIED; exports are wrapped instead',
      'network: process.binding: ERR_ACCESS_DENIED; net.Socket is wrapped instead',
    ]);
  });
});

describe.concurrent('tampering', () => {
  const script = join(FIXTURES, 'tamper.cjs');
  it('finds no way from a hook to an original', async () => {
    const run = await runNode(script, { args: ['leaks'] });
    expect(run.stdout).toBe('[]\n');
  });

  it.each([
    ['spawn', ['spawn']],
    ['eval', ['eval']],
    ['function', ['Function']],
    ['channel', ['requests']],
  ])('notices an overwritten hook at the next heartbeat: %s', async (attack, hooksLost) => {
    const run = await runNode(script, { args: [attack, '2300'], env: { CANDOR_SENSOR_HEARTBEAT: '1' } });
    expect(ofKind(run, 'state').find((line) => line.change === 'tampered')).toMatchObject({
      severity: 'critical',
      hooksLost,
    });
    expect(ofKind(run, 'heartbeat').at(-1)?.tampered).toEqual(hooksLost);
  });

  it('shows nothing to patched prototypes and cannot be unloaded', async () => {
    const run = await runNode(script, { args: ['prototypes'] });
    expect(run.stdout).toBe('0');
    expect(ofKind(run, 'spawn')).toMatchObject([{ argv: ['/bin/true', 'prototypes'] }]);
    const after = await runNode(script, { args: ['events'] });
    expect(ofKind(after, 'spawn').map((line) => line.argv)).toEqual([
      ['/bin/true', 'same'],
      ['/bin/true', 'after'],
    ]);
  });

  it('says that the path of its collector was deleted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-gone-'));
    const path = join(folder, 's');
    let text = '';
    const server = createServer((socket) =>
      socket.on('data', (data) => {
        text += data;
      }),
    );
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await runNode(`require('fs').unlinkSync(${JSON.stringify(path)}); setTimeout(() => {}, 2300)`, {
      env: { CANDOR_SENSOR_SOCKET: path, CANDOR_SENSOR_HEARTBEAT: '1' },
    });
    server.close();
    rmSync(folder, { recursive: true });
    expect(
      text
        .trim()
        .split('\n')
        .map(own)
        .find((line) => line.change === 'socket-deleted')?.degraded,
    ).toEqual(['socket: the path of the collector was deleted']);
  });
});
