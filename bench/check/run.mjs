// `candor check` beside Lynis on this host, `--version` beside `node -e 0`, and a dev bundle. Run as root: node bench/check/run.mjs
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const candor = join(root, 'packages/candor/bin/candor.js');
const bundle = join(root, 'test/bundles/2025-12-13T0838-as-looked-at');
const scratch = mkdtempSync(join(tmpdir(), 'candor-bench-'));
const runs = 3;

/** GNU time's own file, apart from what the program prints; strace counts the processes it starts (children included). */
function measure(command) {
  const report = join(scratch, 'time');
  spawnSync('/usr/bin/time', ['-o', report, '-f', '%e %U %S %M', ...command], { stdio: 'ignore' });
  const [wall, user, system, kilobytes] = readFileSync(report, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
  return { wallSec: wall, cpuSec: user + system, rssMb: kilobytes / 1024 };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function medians(command) {
  const all = Array.from({ length: runs }, () => measure(command));
  const of = (key) => median(all.map((one) => one[key]));
  return { wallSec: of('wallSec'), cpuSec: of('cpuSec'), rssMb: of('rssMb'), children: children(command) };
}

/** Programs executed below the first one, from execve(2) calls that succeeded; null without strace. */
function children(command) {
  const log = join(scratch, 'strace');
  const traced = spawnSync('strace', ['-f', '-qq', '-e', 'trace=execve', '-o', log, ...command], { stdio: 'ignore' });
  if (traced.error !== undefined || !existsSync(log)) return null;
  return (
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => /execve\(.*\)\s+= 0$/.test(line)).length - 1
  );
}

/** Installs a Debian package where it is missing, so that both columns come from one run. */
function need(program, packageName) {
  if (spawnSync('sh', ['-c', `command -v ${program}`]).status === 0) return true;
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', packageName], { stdio: 'ignore' });
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

function row(name, { wallSec, cpuSec, rssMb, children: count }) {
  return `| ${name} | ${wallSec.toFixed(2)} | ${cpuSec.toFixed(2)} | ${rssMb.toFixed(0)} | ${count ?? 'not measured'} |`;
}

if (!need('/usr/bin/time', 'time')) {
  console.error('GNU time is missing: apt install time');
  process.exit(1);
}
need('strace', 'strace');
const node = process.execPath;
const lines = [
  `Medians of ${runs}, ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), Node ${process.versions.node}, uid ${process.getuid?.()}.`,
  '',
  '| command | wall s | CPU s | max RSS MB | child programs |',
  '| --- | --- | --- | --- | --- |',
  row('candor check --offline', medians([node, candor, 'check', '--offline'])),
];
if (need('lynis', 'lynis')) {
  lines.push(
    row('lynis audit system --quick --no-colors', medians(['lynis', 'audit', 'system', '--quick', '--no-colors'])),
  );
} else lines.push('| lynis | not installed and not installable here | | | |');
lines.push(
  row('candor --version', medians([node, candor, '--version'])),
  row('node -e 0', medians([node, '-e', '0'])),
  row('candor check --from a dev bundle', medians([node, candor, 'check', '--offline', '--from', bundle])),
);
console.log(lines.join('\n'));
rmSync(scratch, { recursive: true, force: true });
