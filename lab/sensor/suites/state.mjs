// Self-test, tampering, and the permission model on each line of Node.
import { deepEqual, equal } from 'node:assert/strict';
import { join } from 'node:path';
import { FIXTURES, ofKind, runNode } from '../lib/run-node.mjs';

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

/** Tests of this suite for one line of Node. */
export const stateTests = (node, line) => [
  ['every hook sees its canary', () => selfTest(node)],
  ['no way from a hook to an original', () => leaks(node)],
  ['overwritten hooks are noticed', () => tampered(node)],
  ...(line >= 20 ? [['the permission model leaves the degraded mode', () => permission(node, line)]] : []),
];
