// Self-test, tampering, and the permission model on each line of Node.
import { deepEqual, equal } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIXTURES, ofKind, runNode, SENSOR } from '../lib/run-node.mjs';

const script = join(FIXTURES, 'tamper.cjs');

async function selfTest(node) {
  const run = await runNode(node, join(FIXTURES, 'vector-child.cjs'));
  const [state] = ofKind(run, 'state');
  deepEqual(
    Object.keys(state.hooks).filter((name) => !state.hooks[name]),
    [],
  );
  deepEqual(state.degraded, []);
  equal(run.stderr, '');
}

async function leaks(node) {
  equal((await runNode(node, script, { args: ['leaks'] })).stdout, '[]\n');
}

async function tampered(node) {
  const env = { CANDOR_SENSOR_HEARTBEAT: '1' };
  const names = ['spawn', 'eval', 'function', 'channel'];
  const runs = await Promise.all(names.map((attack) => runNode(node, script, { args: [attack, '2300'], env })));
  const lost = runs.map((run) => ofKind(run, 'state').find((line) => line.change === 'tampered')?.hooksLost);
  deepEqual(lost, [['spawn'], ['eval'], ['Function'], ['requests']]);
}

async function permission(node, line) {
  const flag = line >= 24 ? '--permission' : '--experimental-permission';
  const net = line >= 26 ? ['--allow-net'] : [];
  const flags = [flag, '--allow-fs-read=*', '--allow-fs-write=*', '--allow-child-process', '--allow-worker', ...net];
  const run = await runNode(node, join(FIXTURES, 'vectors.cjs'), {
    args: ['exec', 'execSync', 'execFileSync', 'spawn', 'spawnSync'],
    flags,
  });
  equal(ofKind(run, 'spawn').length, 5);
  equal(ofKind(run, 'state')[0].degraded.length, 2);
}

/** What Node refuses is told by its channel, also through a reference that was taken before; audited, it runs on. */
async function refusals(node) {
  const script = join(FIXTURES, 'refused.cjs');
  const early = ['--require', join(FIXTURES, 'capture-early.cjs')];
  const files = ['--allow-fs-read=*', '--allow-fs-write=*'];
  const refused = await runNode(node, script, { flags: ['--permission', ...files, ...early] });
  equal(refused.stdout.split(' ').filter((code) => code === 'ERR_ACCESS_DENIED').length, 4);
  const seen = ofKind(refused, 'spawn').map((line) => [line.api, line.argv[0], line.argvTruncated]);
  deepEqual(seen, [
    ['permission-model', '/bin/early', true],
    ['spawn', '/bin/async', false],
    ['child_process.spawnSync', '/bin/sync', false],
    ['child_process.spawnSync', '[number]', false],
    ['permission-model', '/bin/later', true],
  ]);
  const results = ofKind(refused, 'spawn-result').map((line) => [line.error, line.childPid]);
  deepEqual(results, [
    ['ERR_ACCESS_DENIED', 0],
    ['ERR_ACCESS_DENIED', 0],
  ]);
  const audited = await runNode(node, script, { flags: ['--permission-audit', ...files, ...early] });
  deepEqual(
    ofKind(audited, 'spawn-result').filter((line) => line.error === 'ERR_ACCESS_DENIED'),
    [],
  );
}

/** A read-only file system, in a mount namespace of its own: one line, and the application runs on. */
function readOnly(node) {
  const folder = mkdtempSync(join(tmpdir(), 'candor-lab-ro-'));
  const mount = 'mount -t tmpfs -o ro candor "$0" && exec "$@"';
  const program = [node, '--require', SENSOR, '-e', "setTimeout(() => console.log('on'), 1500)"];
  const run = spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', mount, folder, ...program], {
    env: { PATH: process.env.PATH, CANDOR_SENSOR_FILE: join(folder, 'events') },
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  equal(run.stdout, 'on\n', run.stderr);
  deepEqual(JSON.parse(run.stderr.replace('candor-sensor ', '')).degraded, ['output: file: EROFS']);
}

/** Tests of this suite for one line of Node. */
export const stateTests = (node, line) => [
  ['every hook sees its canary', () => selfTest(node)],
  ['no way from a hook to an original', () => leaks(node)],
  ['overwritten hooks are noticed', () => tampered(node)],
  ['a read-only file system costs one line', () => readOnly(node)],
  ...(line >= 20 ? [['the permission model leaves the degraded mode', () => permission(node, line)]] : []),
  ...(line >= 24 ? [['what the permission model refuses is told', () => refusals(node)]] : []),
];
