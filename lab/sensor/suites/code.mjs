// Code that a request makes is caught in each variant; ten thousand benign requests raise nothing.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { FIXTURES, runNode } from '../lib/run-node.mjs';

const client = join(FIXTURES, 'flight-client.cjs');
const KINDS = new Set(['codegen', 'spawn', 'worker', 'connect', 'dns', 'dlopen']);
const alarms = (run) => run.lines.filter((line) => KINDS.has(line.kind) && line.severity !== 'informational');

async function variants(node, mode) {
  const run = await runNode(node, client, { args: ['attack'], env: { CANDOR_SENSOR: mode } });
  const names = Object.keys(JSON.parse(run.stdout));
  const caught = new Set(alarms(run).map((line) => line.request?.path.replace('/attack/', '')));
  ok(names.length >= 25, `${names.length} variants`);
  deepEqual(
    names.filter((name) => !caught.has(name)),
    [],
  );
  return run;
}

async function refused(node) {
  const run = await variants(node, 'block');
  const critical = alarms(run).filter((line) => line.severity === 'critical');
  ok(critical.length > 3);
  deepEqual(
    critical.filter((line) => !line.blocked),
    [],
  );
  deepEqual(
    run.lines.filter((line) => line.kind === 'spawn-result' && line.childPid > 0),
    [],
  );
}

async function benign(node, count) {
  const run = await runNode(node, client, { args: ['benign', `${count}`], env: { CANDOR_SENSOR: 'block' } });
  const answers = JSON.parse(run.stdout);
  equal(
    Object.values(answers).reduce((a, b) => a + b, 0),
    count,
  );
  deepEqual(
    Object.keys(answers).filter((text) => !text.startsWith('ok')),
    [],
  );
  deepEqual(alarms(run), []);
}

/** Tests of this suite for one line of Node. */
export const codeTests = (node) => [
  ['25 and more variants of generated code, each caught', () => variants(node, 'observe')],
  ['the critical ones refused in block mode, nothing started', () => refused(node)],
  ['10,000 benign requests, no alarm', () => benign(node, 10_000)],
];
