import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES, runNode, SENSOR } from './run-node.js';

const shapes = join(FIXTURES, 'shapes.cjs');
const hostile = join(FIXTURES, 'hostile.cjs');
const native = ['--require', join(FIXTURES, 'fake-native.cjs')];
const TUPLES = process.env.CANDOR_HOSTILE_TUPLES ?? '3000';

const both = async (script: string, args: readonly string[], flags: readonly string[] = []) => {
  const plain = await runNode(script, { args, flags, preload: false });
  const hooked = await runNode(script, { args, flags: [...flags, '--require', SENSOR], preload: false });
  return { plain: JSON.parse(plain.stdout), hooked: JSON.parse(hooked.stdout), run: hooked };
};

describe('an application under the sensor behaves as without it', () => {
  it('in more than 300 argument shapes of child_process, errors and their stacks included', async () => {
    const { plain, hooked } = await both(shapes, []);
    expect(plain.length).toBeGreaterThan(300);
    expect(hooked).toEqual(plain);
  });

  it(`in ${TUPLES} hostile argument tuples, down to the traps and getters that were run`, async () => {
    const { plain, hooked } = await both(hostile, [TUPLES, '7'], native);
    const { seen, emitted, aggregated, dropped } = hooked.state.counters;
    expect(hooked.digest).toBe(plain.digest);
    expect(dropped).toBe(0);
    expect(seen).toBe(emitted + aggregated);
  }, 600_000);

  it.each([
    ['module', 'throw new Error("x")'],
    ['spawn', "require('child_process').spawnSync('x', 5)"],
    ['generated code', 'new Function("throw new Error(1)")()'],
    ['syntax error', 'new Function("(")'],
    ['eval', 'eval("throw new Error(1)")'],
    ['exit listener', "require('child_process').spawn('true').on('exit', () => { throw new Error('x'); })"],
  ])('with no frame of the sensor in a stack: %s', async (_name, text) => {
    const run = await runNode(text, { flags: ['--stack-trace-limit=100'] });
    expect(run.stderr).toContain('Error');
    expect(run.stderr).not.toContain('sensor.cjs');
  });

  it('with direct eval in its scope and indirect eval outside of it', async () => {
    const run = await runNode(
      "const f = () => { const local = 7; return [eval('local'), (0, eval)('typeof local')].join(); }; console.log(f())",
    );
    expect(run.stdout).toBe('7,undefined\n');
  });

  it('with a worker that sees its own flags and environment', async () => {
    const text = `const { Worker } = require('worker_threads');
      const w = new Worker('require("worker_threads").parentPort.postMessage([process.execArgv, Object.keys(process.env)])', { eval: true, execArgv: ['--no-warnings'], env: { A: '1' } });
      w.on('message', (m) => console.log(JSON.stringify(m)))`;
    const run = await runNode(text);
    expect(run.stdout).toBe('[["--no-warnings"],["A"]]\n');
  });

  it('with nothing in its output', async () => {
    const run = await runNode("console.log('only this')", { flags: ['--pending-deprecation'] });
    expect([run.stdout, run.stderr]).toEqual(['only this\n', '']);
  });
});
