// The application behaves as without the sensor: argument shapes, execa, hostile tuples, the storm.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { FIXTURES, LAB, ofKind, runNode, SENSOR } from '../lib/run-node.mjs';

const TUPLES = process.env.CANDOR_HOSTILE_TUPLES ?? '10000';
const ATTEMPTS = 25_000;

async function both(node, script, args, flags = [], timeoutMs = undefined) {
  const [plain, hooked] = await Promise.all([
    runNode(node, script, { args, flags, preload: false, timeoutMs }),
    runNode(node, script, { args, flags: [...flags, '--require', SENSOR], preload: false, timeoutMs }),
  ]);
  equal(hooked.code, plain.code);
  return { plain: JSON.parse(plain.stdout), hooked: JSON.parse(hooked.stdout), run: hooked };
}

async function shapes(node) {
  const { plain, hooked } = await both(node, join(FIXTURES, 'shapes.cjs'), []);
  ok(plain.length > 300, `${plain.length} shapes`);
  deepEqual(hooked, plain);
}

async function execa(node) {
  const { plain, hooked } = await both(node, join(LAB, 'fixtures/execa.mjs'), []);
  ok(plain.length >= 20);
  deepEqual(hooked, plain);
}

async function hostile(node) {
  const flags = ['--require', join(FIXTURES, 'fake-native.cjs')];
  const { plain, hooked } = await both(
    node,
    join(FIXTURES, 'hostile.cjs'),
    [TUPLES, '3'],
    flags,
    120_000 + Number(TUPLES),
  );
  const { seen, emitted, aggregated, dropped } = hooked.state.counters;
  equal(hooked.digest, plain.digest);
  equal(dropped, 0);
  equal(seen, emitted + aggregated);
}

async function storm(node) {
  const { plain, hooked, run } = await both(node, join(FIXTURES, 'storm.cjs'), [`${ATTEMPTS}`]);
  const { seen, emitted, aggregated, dropped } = hooked.state.counters;
  const sum = ofKind(run, 'aggregate').reduce((total, line) => total + line.count, 0);
  equal(hooked.failed, ATTEMPTS);
  equal(hooked.odd, 0);
  ok(hooked.rangeErrors <= plain.rangeErrors + 1, `${hooked.rangeErrors} range errors, ${plain.rangeErrors} without`);
  equal(seen, emitted + aggregated + dropped);
  equal(sum, aggregated);
  deepEqual(ofKind(run, 'spawn')[0].argv, ['/nowhere/candor', 'x']);
}

/** Tests of this suite for one line of Node. */
export const behaviourTests = (node) => [
  ['more than 300 argument shapes, as without', () => shapes(node)],
  ['execa, as without', () => execa(node)],
  [`${TUPLES} hostile tuples, as without`, () => hostile(node)],
  [`a storm of ${ATTEMPTS}, counted exactly`, () => storm(node)],
];
