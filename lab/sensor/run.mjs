// The sensor on each line of Node: launch vectors, behaviour, the storm, code generation, tampering.
//   node lab/sensor/run.mjs            all lines
//   node lab/sensor/run.mjs 22 24      some
//   node lab/sensor/run.mjs --only hostile
// Ends with one line of counts; exit code 1 after a failure, and in CI also when a line of Node is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const folder = fileURLToPath(new URL('.', import.meta.url));
const LINES = [18, 20, 22, 24, 26];
const AT_ONCE = 2;
const total = { passed: 0, failed: 0, skipped: 0 };

function installParts() {
  if (existsSync(join(folder, 'node_modules'))) return;
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (done.status !== 0) console.log('npm ci failed in lab/sensor: missing lines of Node are skipped');
}

const binaryOf = (line) => join(folder, 'node_modules', `node${line}`, 'bin', 'node');
const runs = (binary) => existsSync(binary) && spawnSync(binary, ['--version']).status === 0;

async function runTest([title, test], line) {
  const started = Date.now();
  try {
    await test();
    total.passed += 1;
    console.log(`ok      Node ${line}  ${title}  ${Date.now() - started} ms`);
  } catch (error) {
    total.failed += 1;
    console.log(`FAILED  Node ${line}  ${title}\n${String(error?.stack ?? error).slice(0, 2000)}`);
  }
}

async function runAll(jobs) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await runTest(job.test, job.line);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function main() {
  installParts();
  const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
  const asked = positionals.map(Number);
  const suites = [
    await import('./suites/vectors.mjs'),
    await import('./suites/behaviour.mjs'),
    await import('./suites/code.mjs'),
    await import('./suites/state.mjs'),
  ];
  const makers = suites.map((suite) => Object.values(suite)[0]);
  const jobs = [];
  for (const line of LINES.filter((item) => asked.length === 0 || asked.includes(item))) {
    const node = binaryOf(line);
    if (runs(node)) jobs.push(...makers.flatMap((make) => make(node, line)).map((test) => ({ test, line })));
    else {
      total.skipped += 1;
      console.log(`skipped Node ${line}: no binary of this line was found`);
    }
  }
  await runAll(jobs.filter(({ test }) => values.only === undefined || test[0].includes(values.only)));
  const { bundleFolder } = await import('./lib/bundle.mjs');
  rmSync(bundleFolder, { recursive: true, force: true });
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 || (process.env.CI === 'true' && total.skipped > 0) ? 1 : 0;
}

await main();
