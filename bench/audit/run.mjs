// The kernel's half, measured on this host: what auditing costs a program start, whether 500 starts a second come through
// whole, how soon both halves are joined, and how fast audit lines are read. Needs root; see README.md.
//   node bench/audit/run.mjs [STARTS] [PER_SECOND]
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { auditStatus, startAuditd } from '../../lab/audit/lib/daemon.mjs';
import { startLive } from '../../lab/audit/lib/live.mjs';
import { readAuditLog } from '../../packages/candor/dist/formats/audit/read-audit-log.js';

const run = promisify(execFile);
const [starts, perSecond] = [Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 500)];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const rounds = 20;
const perRound = 300;
const loop = `i=0; while [ $i -lt ${perRound} ]; do /bin/true; i=$((i+1)); done`;

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/** Milliseconds a start of one round. */
async function roundMs() {
  const began = performance.now();
  await run('/bin/sh', ['-c', loop]);
  return (performance.now() - began) / perRound;
}

/**
 * With and without the audit rule, in turn and in changing order. The least tenth of the rounds counts: what other
 * programs of the machine take can only be added.
 */
async function addedMs() {
  const times = { 0: [], 1: [] };
  for (let round = 0; round < rounds; round += 1)
    for (const enabled of round % 2 === 0 ? [0, 1] : [1, 0]) {
      await run('auditctl', ['-e', String(enabled)]);
      times[enabled].push(await roundMs());
    }
  await run('auditctl', ['-e', '1']);
  return { off: at(times[0], 0.1), on: at(times[1], 0.1), offMedian: at(times[0], 0.5), onMedian: at(times[1], 0.5) };
}

async function throughput(audit) {
  const socket = join(audit.folder, 'bench.sock');
  const live = await startLive(['--source', 'audit-log', '--audit-log', audit.log, '--sensor-socket', socket]);
  try {
    const lostBefore = (await auditStatus()).lost;
    const sensor = here('../../packages/sensor/sensor.cjs');
    const starter = here('../../lab/audit/parts/starter.cjs');
    const node = spawn(process.execPath, ['--require', sensor, starter, String(starts), String(perSecond)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, CANDOR_SENSOR_SOCKET: socket },
    });
    const { pids, elapsedMs } = JSON.parse(await text(node.stdout));
    const own = new Set(pids);
    const joined = () => live.news.filter((one) => one.type === 'joined' && own.has(one.joined.outside?.pid));
    for (let waited = 0; joined().length < pids.length && waited < 20_000; waited += 200) await sleep(200);
    const both = joined().filter((one) => one.joined.side === 'both');
    const delays = both.map((one) => one.heardAt - Date.parse(one.joined.outside.at));
    return {
      elapsedMs,
      told: new Set(live.news.filter((one) => one.type === 'exec' && own.has(one.exec.pid)).map((one) => one.exec.pid))
        .size,
      lost: (await auditStatus()).lost - lostBefore,
      joined: both.length,
      soon: delays.filter((ms) => ms <= 2000).length,
      p50: at(delays, 0.5),
      p99: at(delays, 0.99),
    };
  } finally {
    await live.stop();
  }
}

/** Lines read a second of processor time, one thread. */
function parsing(log) {
  const once = readFileSync(log, 'utf8');
  const copies = once.repeat(Math.max(1, Math.ceil(30_000_000 / once.length))).slice(0, 60_000_000);
  const lines = copies.split('\n').length;
  const began = process.cpuUsage();
  const reading = readAuditLog(copies);
  const { user, system } = process.cpuUsage(began);
  return { lines, perSecond: lines / ((user + system) / 1e6), execs: reading.ok ? reading.value.execs.length : 0 };
}

const audit = await startAuditd();
try {
  console.log(`load ${loadavg()[0].toFixed(1)}, ${starts} starts at ${perSecond}/s`);
  const cost = await addedMs();
  console.log(
    `a start: ${cost.off.toFixed(3)} ms without, ${cost.on.toFixed(3)} ms with auditing: ${(cost.on - cost.off).toFixed(3)} ms added (goal 1); medians ${cost.offMedian.toFixed(3)} and ${cost.onMedian.toFixed(3)} ms`,
  );
  const flow = await throughput(audit);
  console.log(
    `${starts} starts in ${(flow.elapsedMs / 1000).toFixed(1)} s: told ${flow.told}, lost by the kernel ${flow.lost} (goal: all, 0)`,
  );
  console.log(
    `joined ${flow.joined} (${((flow.joined / starts) * 100).toFixed(2)} %), within 2 s ${((flow.soon / starts) * 100).toFixed(2)} % (goal 99.9); delay p50 ${flow.p50} ms, p99 ${flow.p99} ms`,
  );
  const speed = parsing(audit.log);
  console.log(
    `audit lines: ${Math.round(speed.perSecond).toLocaleString('en')} a second of one core (goal 50,000); ${speed.lines} lines, ${speed.execs} starts`,
  );
} finally {
  await audit.stop();
}
