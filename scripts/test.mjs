// The whole test run: quality gates, unit and property tests, then the lab's real parts. Ends with one line of counts.
//   npm test                 everything that this machine can run
//   npm test -- --quick      without the lab
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const total = { passed: 0, failed: 0, skipped: 0 };
const quick = process.argv.includes('--quick');
const isRoot = process.getuid?.() === 0;
const inCi = process.env.CI === 'true';
const scratch = mkdtempSync(join(tmpdir(), 'candor-test-'));

function run(title, command, { shell = false } = {}) {
  const started = Date.now();
  process.stdout.write(`\n── ${title}\n`);
  const result = spawnSync(command[0], command.slice(1), {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell,
  });
  process.stdout.write(result.stdout ?? '');
  process.stdout.write(
    `── ${title}: ${result.status === 0 ? 'ok' : `failed (${result.status ?? result.signal})`}, ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
  return { ok: result.status === 0, output: result.stdout ?? '' };
}

/** A gate counts as one test. */
function gate(title, command) {
  total[run(title, command).ok ? 'passed' : 'failed'] += 1;
}

function vitest() {
  const report = join(scratch, 'vitest.json');
  const { ok } = run('unit and property tests', [
    'npx',
    'vitest',
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) {
    total.failed += 1;
    return;
  }
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += counts.numPassedTests;
  total.failed += counts.numFailedTests + (ok || counts.numFailedTests > 0 ? 0 : 1);
  total.skipped += counts.numPendingTests + (counts.numTodoTests ?? 0);
}

/** A lab suite ends with its own line of counts; without one it has failed. */
function suite(title, command) {
  const { ok, output } = run(title, command);
  const line = output
    .trimEnd()
    .split('\n')
    .findLast((text) => /^\d+ passed, \d+ failed/.test(text));
  const counts = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/.exec(line ?? '');
  if (!counts) {
    total.failed += 1;
    return;
  }
  total.passed += Number(counts[1]);
  total.failed += Number(counts[2]) + (ok || Number(counts[2]) > 0 ? 0 : 1);
  total.skipped += Number(counts[3] ?? 0);
}

function lab(title, command, needsRoot = true) {
  if (needsRoot && !isRoot) {
    process.stdout.write(`\n── ${title}: needs root; ${inCi ? 'a failure in CI' : 'skipped'}\n`);
    total[inCi ? 'failed' : 'skipped'] += 1;
    return;
  }
  suite(title, command);
}

gate('build', ['npm', 'run', '--silent', 'build']);
gate('generated lists are current', ['node', 'scripts/generate.mjs', '--check']);
gate('types', ['npm', 'run', '--silent', 'typecheck']);
gate('lint', ['npm', 'run', '--silent', 'lint']);
gate('layers', ['node', 'scripts/check-layers.mjs']);
for (const name of ['candor', 'sensor']) gate(`package ${name}`, ['npx', 'publint', `packages/${name}`]);
if (isRoot && !quick) gate('lab packages', ['sh', 'lab/install.sh', 'chromium']);
vitest();
if (!quick) {
  lab('sensor on every Node line', ['node', 'lab/sensor/run.mjs'], false);
  lab('questions on a terminal', ['node', 'lab/prompts/run.mjs'], false);
  lab('the reference app, built and run', ['node', 'examples/payload-stack/test.mjs'], false);
  lab('lab: both halves with auditd', ['node', 'lab/audit/run.mjs']);
  lab('lab: the stack of the case', ['node', 'lab/run.mjs']);
  lab('lab: over SSH', ['node', 'lab/ssh/run.mjs']);
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
