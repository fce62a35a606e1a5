// Each way to start a process is seen exactly once: plain, with a second copy of the sensor, bundled.
import { deepEqual, equal } from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from '../lib/bundle.mjs';
import { FIXTURES, ofKind, runNode, SENSOR } from '../lib/run-node.mjs';

const { VECTORS } = createRequire(import.meta.url)(join(FIXTURES, 'vectors.cjs'));
const script = join(FIXTURES, 'vectors.cjs');
const early = `--require=${join(FIXTURES, 'capture-early.cjs')} --require=${SENSOR}`;
/** From these on, a line of Node has it: process.execve 22.15, process.getBuiltinModule 20.16. */
const SINCE = { execve: 22, getBuiltinModule: 20 };
const BUNDLED = [
  'exec',
  'execSync',
  'execFile',
  'execFileSync',
  'spawn',
  'spawnSync',
  'promisifiedExec',
  'childProcessClass',
];
BUNDLED.push('rawProcess', 'rawSpawnSync', 'newFunction', 'indirectEval', 'vmContext', 'detachedTimer', 'promiseJob');

function countMarkers(...runs) {
  const counts = {};
  for (const line of runs.flatMap((run) => ofKind(run, 'spawn'))) {
    const name = /\+(\w+)\+/.exec(line.argv.join(' '))?.[1];
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const once = (names) => Object.fromEntries(names.map((name) => [name, 1]));

async function allVectors(node, line, options) {
  const names = Object.keys(VECTORS).filter((name) => line >= (SINCE[name] ?? 0));
  const env = { NODE_OPTIONS: options };
  const all = await runNode(node, script, { args: ['all'], env, preload: false });
  const last = line >= SINCE.execve ? [await runNode(node, script, { args: ['execve'], env, preload: false })] : [];
  deepEqual(countMarkers(all, ...last), once(names));
  equal(all.stderr, '');
}

async function bundled(node, tool, preload) {
  const run = await runNode(node, await build(tool), { args: BUNDLED, preload });
  equal(run.stderr, '');
  deepEqual(countMarkers(run), once(BUNDLED));
}

/** Tests of this suite for one line of Node. */
export const vectorTests = (node, line) => [
  [`${Object.keys(VECTORS).length} vectors, each once`, () => allVectors(node, line, early)],
  [
    'vectors with a second copy of the sensor',
    () => allVectors(node, line, `${early} --require=${join(FIXTURES, 'second-copy.cjs')}`),
  ],
  ['vectors in a bundle of esbuild, preloaded', () => bundled(node, 'esbuild', true)],
  ['vectors in a bundle of webpack, preloaded', () => bundled(node, 'webpack', true)],
  ['vectors in a bundle of esbuild, the bundled copy alone', () => bundled(node, 'esbuild', false)],
  ['vectors in a bundle of webpack, the bundled copy alone', () => bundled(node, 'webpack', false)],
];
