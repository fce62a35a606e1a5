// Recall and false alarms on the lab's seeded defects: `candor check` beside Lynis, on the same server, in one run.
// As root: node bench/check/defects.mjs [--all | --only ID…] [--timeout-sec 180]     exit 1 when Candor misses one
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ageContainers } from '../../lab/lib/ageing.mjs';
import { failures, nameOf, runCandor } from '../../lab/lib/candor.mjs';
import { closeAll, openLab } from '../../lab/lib/lab.mjs';
import { installParts } from '../../lab/lib/parts.mjs';
import { isGrave } from '../../lab/lib/rest.mjs';
import { known, loadDefects } from '../../lab/suites/stack.mjs';

/** Lynis takes about a minute a run: this many are looked at unless more are asked for. Four are of its own field. */
const sample = [
  'ssh-with-passwords',
  'input-policy-accept',
  'program-in-odd-place',
  'unknown-login-key',
  'database-published',
  'docker-socket-mounted',
  'next-react2shell',
  'secrets-readable-by-all',
];

const { values } = parseArgs({
  options: {
    all: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    'timeout-sec': { type: 'string', default: '180' },
  },
});
const timeoutMs = Number(values['timeout-sec']) * 1000;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** GNU time on the server, in a file of its own. */
const timed = ['/usr/bin/time', '-o', '/tmp/bench-time', '-f', '%e %U %S %M'];

async function cost(server) {
  const lines = (await readFile(`${server.root}/tmp/bench-time`, 'utf8')).trim().split('\n');
  const [wallSec, user, system, kilobytes] = lines.at(-1).split(' ').map(Number);
  return { wallSec, cpuSec: user + system, rssMb: kilobytes / 1024 };
}

/** Names of what Candor calls wrong. */
async function lookWithCandor(server) {
  const outcome = await runCandor(server, ['check', '--json', '--offline', '--config', 'candor.yaml'], {
    wrap: timed,
    timeoutMs,
  });
  return { failed: failures(JSON.parse(outcome.stdout)), cost: await cost(server) };
}

/** Warnings and suggestions of a Lynis report, as it writes them; null when it was not ready in time. */
async function lookWithLynis(server) {
  const quick = ['audit', 'system', '--quick', '--no-colors', '--report-file', '/tmp/bench-lynis.dat'];
  const outcome = await server.run([...timed, 'lynis', ...quick, '--logfile', '/dev/null'], { timeoutMs });
  if (outcome.signal !== null) return null;
  const lines = (await readFile(`${server.root}/tmp/bench-lynis.dat`, 'utf8')).split('\n');
  return { findings: lines.filter((line) => /^(?:warning|suggestion)\[\]=/.test(line)), cost: await cost(server) };
}

function costRow(name, costs) {
  const of = (key) => median(costs.map((one) => one[key]));
  return `| ${name} | ${costs.length} | ${of('wallSec').toFixed(1)} | ${of('cpuSec').toFixed(1)} | ${of('rssMb').toFixed(0)} |`;
}

/** One defect: what each of the two says that it did not say of the healthy stack. */
async function measure(lab, defect, before, costs) {
  const undo = await defect.apply(lab);
  try {
    const candor = await lookWithCandor(lab.server);
    const lynis = await lookWithLynis(lab.server);
    costs.candor.push(candor.cost);
    if (lynis) costs.lynis.push(lynis.cost);
    const named = defect.expects.filter((id) => candor.failed.some((result) => result.check === id));
    return {
      id: defect.id,
      isNamed: named.length === defect.expects.length,
      candor: named.join(', ') || 'no',
      lynis: lynis === null ? null : lynis.findings.filter((line) => !before.has(line)),
    };
  } finally {
    await undo();
  }
}

function saysLynis({ lynis }) {
  if (lynis === null) return 'not ready in time';
  return lynis.length === 0 ? 'no' : lynis.map((line) => line.slice(0, 120).replaceAll('|', ' ')).join('; ');
}

async function main() {
  await installParts();
  const wanted = values.only ?? sample;
  const defects = (await loadDefects()).filter((defect) => values.all || wanted.includes(defect.id));
  const lab = await openLab();
  await lab.project.healthy();
  await ageContainers(lab.server, lab.docker);
  const costs = { candor: [], lynis: [] };
  const [candor, lynis] = [await lookWithCandor(lab.server), await lookWithLynis(lab.server)];
  if (lynis === null) throw new Error(`lynis was not ready within ${values['timeout-sec']} s (--timeout-sec)`);
  const before = new Set(lynis.findings);
  const alarms = candor.failed.filter((result) => !known.has(result.check));
  const grave = alarms.filter(isGrave);
  const warnings = lynis.findings.filter((line) => line.startsWith('warning'));
  console.log('| defect | Candor names it | Lynis says what it did not say before |\n| --- | --- | --- |');
  const rows = [];
  for (const defect of defects) {
    const row = await measure(lab, defect, before, costs);
    rows.push(row);
    console.log(`| ${row.id} | ${row.candor} | ${saysLynis(row)} |`);
  }
  const seen = rows.filter((row) => row.isNamed).length;
  const answered = rows.filter((row) => row.lynis !== null);
  const seenByLynis = answered.filter((row) => row.lynis.length > 0).length;
  console.log(`\nRecall: Candor ${seen} of ${rows.length}, Lynis ${seenByLynis} of ${answered.length}.`);
  console.log(
    `False alarms on the healthy stack: Candor ${grave.length}${grave.map((one) => ` ${nameOf(one)}`).join('')} beside lab/known.json, and ${alarms.length - grave.length} findings that move no verdict (${[...new Set(alarms.map((one) => one.check))].join(', ')}); Lynis ${warnings.length} warnings (${warnings.map((line) => line.split(/[=|]/)[1]).join(', ')}), and ${lynis.findings.length - warnings.length} suggestions.`,
  );
  console.log('\n| command on the server | runs | wall s | CPU s | max RSS MB |\n| --- | --- | --- | --- | --- |');
  console.log(costRow('candor check --offline', [candor.cost, ...costs.candor]));
  console.log(costRow('lynis audit system --quick', [lynis.cost, ...costs.lynis]));
  return seen === rows.length ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  await closeAll();
}
