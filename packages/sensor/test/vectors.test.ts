import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES, type NodeRun, ofKind, runNode, SENSOR } from './run-node.js';

const WITHOUT_NODE_22 = new Set(['execve', ...(process.getBuiltinModule === undefined ? ['getBuiltinModule'] : [])]);
const script = join(FIXTURES, 'vectors.cjs');

const countMarkers = (run: NodeRun): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const line of ofKind(run, 'spawn')) {
    const name = /\+(\w+)\+/.exec((line.argv as string[]).join(' '))?.[1];
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const namesOf = async (): Promise<string[]> => {
  const { VECTORS } = (await import(script)) as { VECTORS: Record<string, unknown> };
  return Object.keys(VECTORS).filter((name) => !WITHOUT_NODE_22.has(name));
};

const preload = `--require=${join(FIXTURES, 'capture-early.cjs')} --require=${SENSOR}`;

describe('launch vectors', () => {
  it('sees each of at least 30 ways to start a process exactly once', async () => {
    const run = await runNode(script, { args: ['all'], env: { NODE_OPTIONS: preload }, preload: false });
    const names = await namesOf();
    expect(names.length).toBeGreaterThanOrEqual(30);
    expect(countMarkers(run)).toEqual(Object.fromEntries(names.map((name) => [name, 1])));
    expect(run.stderr).toBe('');
  });

  it('sees each once when it is loaded twice from two places', async () => {
    const env = { NODE_OPTIONS: `${preload} --require=${join(FIXTURES, 'second-copy.cjs')}` };
    const run = await runNode(script, { args: ['exec', 'spawnSync', 'workerFile'], env, preload: false });
    expect(countMarkers(run)).toEqual({ exec: 1, spawnSync: 1, workerFile: 1 });
  });

  it('follows every launch with its child pid and its end', async () => {
    const run = await runNode(script, { args: ['spawn', 'execFileSync', 'rawSpawnSync'] });
    const results = ofKind(run, 'spawn-result');
    for (const launch of ofKind(run, 'spawn')) {
      const own = results.filter((line) => line.of === launch.seq);
      expect(own.every((line) => typeof line.childPid === 'number' && line.childPid > 0)).toBe(true);
      expect(own.at(-1)).toMatchObject({ exitCode: 0, signal: null, error: null });
    }
  });

  it('says what failed instead of what was started', async () => {
    const run = await runNode("require('child_process').spawn('/nowhere').on('error', () => {}); 0");
    expect(ofKind(run, 'spawn-result')).toMatchObject([{ childPid: 0, exitCode: null, error: 'ENOENT' }]);
  });

  it('reports nothing when nothing is started', async () => {
    const run = await runNode("require('child_process'); 0");
    expect(run.lines.map((line) => line.kind)).toEqual(['self-test', 'state', 'state']);
  });
});
