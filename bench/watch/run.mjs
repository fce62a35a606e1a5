// Lines of nginx through the whole watcher (parse, every rule, store), beside fail2ban-regex on the same lines with its
// own filter: `node bench/watch/run.mjs [--lines 1000000]`. CPU seconds are what counts; wall time depends on neighbours.
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { lines: { type: 'string', default: '1000000' } } });
const count = Number(values.lines);
const program = fileURLToPath(new URL('../../packages/candor/bin/candor.js', import.meta.url));
const { DatabaseSync } = createRequire(new URL('../../packages/candor/package.json', import.meta.url))(
  '@photostructure/sqlite',
);
const folder = mkdtempSync(join(tmpdir(), 'candor-bench-watch-'));
const log = join(folder, 'access.log');

/** Ordinary visitors, crawlers, prefetches, and one refused probe in a hundred. */
async function writeLines() {
  const out = createWriteStream(log);
  for (let index = 0; index < count; index++) {
    const at = new Date(Date.UTC(2026, 10, 22) + index * 80).toUTCString().split(/[ ,]+/);
    const client = `198.51.${(index * 7) % 100}.${(index * 13) % 250}`;
    const path = index % 100 === 0 ? `/wp-login.php?${index}` : `/shows/${index % 5000}?_rsc=${(index * 31) % 65536}`;
    const line = `${client} - - [${at[1]}/${at[2]}/${at[3]}:${at[4]} +0000] "GET ${path} HTTP/1.1" ${index % 100 === 0 ? 404 : 200} ${500 + (index % 9000)} "https://station.example/" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"\n`;
    if (!out.write(line)) await new Promise((resolve) => out.once('drain', () => resolve(undefined)));
  }
  await new Promise((resolve) => out.end(() => resolve(undefined)));
}

/** @param {number} pid user and system CPU seconds so far (proc(5)) */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** @param {string} store */
function storedLines(store) {
  try {
    const database = new DatabaseSync(join(store, 'watch.sqlite'), { readOnly: true });
    const sum =
      'SELECT (SELECT COALESCE(SUM(lines),0) FROM segments) + (SELECT COALESCE(SUM(lines),0) FROM batches) AS n';
    const { n } = database.prepare(sum).get();
    database.close();
    return Number(n);
  } catch {
    return 0; // it is being made
  }
}

async function watcher() {
  const store = join(folder, 'store');
  const config = join(folder, 'candor.yaml');
  writeFileSync(config, `watch:\n  logs: [{ path: ${log}, kind: nginx-access }]\n`);
  const child = spawn(
    process.execPath,
    [program, 'watch', '--store', store, '--config', config, '--no-checks', '--from-start'],
    { stdio: 'ignore' },
  );
  const pid = child.pid ?? 0;
  const started = performance.now();
  while (storedLines(store) < count) await new Promise((resolve) => setTimeout(resolve, 200));
  const wallSec = (performance.now() - started) / 1000;
  const cpuSec = cpuSeconds(pid);
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  const idleFrom = cpuSeconds(pid);
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  const idlePercent = ((cpuSeconds(pid) - idleFrom) / 20) * 100;
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('close', resolve));
  return { wallSec, cpuSec, peak, idlePercent };
}

/** @returns {{ wallSec: number } | null} */
function fail2ban() {
  const filter = '/etc/fail2ban/filter.d/nginx-botsearch.conf';
  const started = performance.now();
  const run = spawnSync('fail2ban-regex', ['--print-no-missed', log, filter], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return run.error ? null : { wallSec: (performance.now() - started) / 1000 };
}

try {
  await writeLines();
  const own = await watcher();
  const peer = fail2ban();
  const rate = (/** @type {number} */ seconds) => Math.round(count / seconds).toLocaleString('en');
  console.log(`${count.toLocaleString('en')} nginx lines`);
  console.log(
    `candor watch    ${rate(own.cpuSec)} lines a CPU second, ${own.wallSec.toFixed(1)} s wall, peak ${own.peak.toFixed(0)} MB, idle ${own.idlePercent.toFixed(2)} % of a core`,
  );
  console.log(
    peer
      ? `fail2ban-regex  ${rate(peer.wallSec)} lines a second (one filter), ${peer.wallSec.toFixed(1)} s wall`
      : 'fail2ban-regex  not installed (apt install fail2ban)',
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
