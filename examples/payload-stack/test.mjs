// The reference app for real: `node test.mjs [--only NAME]`. Ends with `N passed, N failed, N skipped`.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installParts, missingParts } from '../../lab/lib/parts.mjs';
import { must } from '../../lab/lib/process.mjs';
import { createTally, Skipped } from '../../lab/lib/tally.mjs';
import { lifeCases, runLife } from './life/life-suite.mjs';
import { sensorCases } from './life/sensor-suite.mjs';
import { browserMissing } from './scripts/native/browser.mjs';
import { buildApp, installApp } from './scripts/native/build.mjs';

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const wants = (/** @type {string} */ name) =>
  values.only === undefined || values.only.some((only) => name.includes(only));
const tally = createTally((line) => console.log(line), process.env.CI === 'true');

async function build() {
  await installParts();
  const installSec = await installApp();
  return `npm ci ${installSec.toFixed(0)} s, next build ${(await buildApp()).toFixed(0)} s`;
}

/** `npm run stack`, as its user runs it. */
async function stack() {
  const missing = browserMissing();
  if (missing) throw new Skipped(`missing: ${missing}`);
  const output = await must([process.execPath, fileURLToPath(new URL('scripts/stack.mjs', import.meta.url))], {
    timeoutMs: 120_000,
  });
  return output.trimEnd().split('\n').at(-1);
}

/** The life of the stack needs the lab's server, and that needs root. */
async function life() {
  const missing = await missingParts();
  if (missing.length === 0) return runLife(tally, wants);
  for (const name of lifeCases.filter(wants))
    await tally.run(name, () => Promise.reject(new Skipped(`missing: ${missing.join('; ')}`)));
}

await tally.run('reference-build', build);
const cases = Object.entries({ 'reference-stack': stack, ...sensorCases }).filter(([name]) => wants(name));
if (tally.count.failed === 0) for (const [name, body] of cases) await tally.run(name, body);
if (tally.count.failed === 0) await life();
console.log(tally.line());
process.exitCode = tally.count.failed === 0 ? 0 : 1;
