// The lab's run: `node lab/run.mjs [--only NAME] [--list] [--suite NAME] [--moves]`. Brings the stack up once; healthy it must
// be SAFE but for known.json; each seeded defect, one at a time, must be named and gone after its undo.
// `--moves` applies and undoes the defects without running the program under test.
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { isBuilt } from './lib/candor.mjs';
import { closeAll } from './lib/lab.mjs';
import { installParts, missingParts } from './lib/parts.mjs';
import { createTally, Skipped } from './lib/tally.mjs';

/** Suites in the order in which they run; each module has `cases()` and `run(tally, wanted)`. */
const suites = ['self', 'stack', 'fix', 'blind', 'hosts', 'ways', 'reference', 'miner', 'install', 'block', 'watch'];

/** Suites that run at once: a check waits half of its time (for a second sample of CPU times, for children). */
const LANES = 2;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    list: { type: 'boolean' },
    moves: { type: 'boolean' },
    suite: { type: 'string', multiple: true },
  },
});

/** @typedef {{ cases: () => Promise<string[]>, run: import('./lib/tally.mjs').SuiteRun }} Suite */

/** @returns {Promise<[string, Suite][]>} */
async function loadSuites() {
  const present = new Set(await readdir(new URL('suites/', import.meta.url)));
  const chosen = suites.filter(
    (name) => present.has(`${name}.mjs`) && (values.suite === undefined || values.suite.includes(name)),
  );
  return Promise.all(chosen.map(async (name) => [name, await import(`./suites/${name}.mjs`)]));
}

/** @param {string} name */
const wants = (name) => values.only === undefined || values.only.some((only) => name.includes(only));

/** Runs one suite; a lab that does not come up is a failed case of its own.
 * @param {[string, Suite]} suite @param {import('./lib/tally.mjs').Tally} tally */
async function runSuite([name, module], tally) {
  try {
    await module.run(tally, wants, { moves: values.moves ?? false });
  } catch (error) {
    await tally.run(`${name}-lab`, () => Promise.reject(error));
  }
}

/** @param {[string, Suite][]} loaded @param {import('./lib/tally.mjs').Tally} tally @param {string} because */
async function skipAll(loaded, tally, because) {
  for (const [, module] of loaded) {
    for (const name of (await module.cases()).filter(wants)) {
      await tally.run(name, () => Promise.reject(new Skipped(because)));
    }
  }
}

/** The lab looks at itself alone; then two suites at a time, each in a lab of its own.
 * @param {[string, Suite][]} loaded @param {import('./lib/tally.mjs').Tally} tally */
async function runAll(loaded, tally) {
  await installParts();
  /** @type {[string, Suite][]} */
  const queue = [];
  for (const suite of loaded) if ((await suite[1].cases()).some(wants)) queue.push(suite);
  const first = queue[0]?.[0] === 'self' ? queue.shift() : undefined;
  if (first) await runSuite(first, tally);
  const lane = async () => {
    for (let suite = queue.shift(); suite; suite = queue.shift()) await runSuite(suite, tally);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function main() {
  const loaded = await loadSuites();
  if (values.list) {
    for (const [suite, module] of loaded) for (const name of await module.cases()) console.log(`${suite}  ${name}`);
    return 0;
  }
  const tally = createTally((line) => console.log(line), process.env.CI === 'true');
  const missing = await missingParts();
  if (!isBuilt() && !values.moves) missing.push('packages/candor/dist (npm run build)');
  if (missing.length > 0) await skipAll(loaded, tally, `missing: ${missing.join('; ')}`);
  else await runAll(loaded, tally);
  console.log(tally.line());
  return tally.count.failed === 0 ? 0 : 1;
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => closeAll().finally(() => process.exit(1)));
}
process.exitCode = await main();
