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
const suites = ['self', 'stack', 'miner', 'hosts', 'blind', 'ways'];

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

async function main() {
  const loaded = await loadSuites();
  if (values.list) {
    for (const [suite, module] of loaded) for (const name of await module.cases()) console.log(`${suite}  ${name}`);
    return 0;
  }
  const tally = createTally((line) => console.log(line), process.env.CI === 'true');
  const missing = await missingParts();
  if (!isBuilt() && !values.moves) missing.push('packages/candor/dist (npm run build)');
  if (missing.length === 0) await installParts();
  for (const [suite, module] of loaded) {
    const names = (await module.cases()).filter(wants);
    if (names.length === 0) continue;
    if (missing.length > 0) {
      for (const name of names)
        await tally.run(name, () => Promise.reject(new Skipped(`missing: ${missing.join('; ')}`)));
      continue;
    }
    console.log(`# ${suite}`);
    await module.run(tally, wants, { moves: values.moves ?? false });
  }
  console.log(tally.line());
  return tally.count.failed === 0 ? 0 : 1;
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => closeAll().finally(() => process.exit(1)));
}
process.exitCode = await main();
