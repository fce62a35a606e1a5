// Both halves of the sensor with the real kernel: auditd, Node under the sensor, `candor sensor tail --live`.
//   node lab/audit/run.mjs        needs root; ends with one line of counts
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTally } from '../lib/tally.mjs';
import { auditStatus, startAuditd } from './lib/daemon.mjs';
import { judgeHalves } from './lib/judge.mjs';
import { startLive } from './lib/live.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sensor = here('../../packages/sensor/sensor.cjs');
const tamper = here('../../packages/sensor/test/fixtures/tamper.cjs');
/** Noticed from outside within fifteen seconds (sensor.md, section 3), on a machine that does other things as well. */
const noticeMs = 15_000;
const startCount = 200;

/** Node under the sensor, as `candor run` and `sensor install` load it. */
function underSensor(script, args, socket, { preload = true } = {}) {
  return spawn(process.execPath, [...(preload ? ['--require', sensor] : []), script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, CANDOR_SENSOR_SOCKET: socket },
  });
}

/** Starts programs below Node; each must be told by both halves, none lost. */
async function eachStartIsJoined(audit, source, { rotate = false } = {}) {
  const socket = join(audit.folder, `${source}.sock`);
  const where = source === 'audit-log' ? ['--audit-log', audit.log] : ['--audit-socket', audit.socket];
  const other = source === 'audit-log' ? [] : ['--audit-log', '/nonexistent/audit.log'];
  const live = await startLive(['--source', source, ...where, ...other, '--sensor-socket', socket]);
  try {
    const lostBefore = (await auditStatus()).lost;
    const node = underSensor(here('parts/starter.cjs'), [String(startCount), '200'], socket);
    if (rotate) setTimeout(() => audit.rotate(), 1000);
    const { pids } = JSON.parse(await text(node.stdout));
    const own = new Set(pids);
    const joined = () => live.news.filter((one) => one.type === 'joined' && own.has(one.joined.outside?.pid));
    for (let waited = 0; joined().length < pids.length && waited < 8000; waited += 100) await sleep(100);
    const both = joined().filter((one) => one.joined.side === 'both');
    const told = new Set(live.news.filter((one) => one.type === 'exec').map((one) => one.exec.pid));
    const untold = pids.filter((pid) => !told.has(pid));
    if (untold.length > 0) throw new Error(`${untold.length} of ${pids.length} starts were not told by ${source}`);
    if (both.length !== pids.length) throw new Error(`${both.length} of ${pids.length} starts were joined`);
    const lost = (await auditStatus()).lost - lostBefore + live.news.filter((one) => one.type === 'lost').length;
    if (lost > 0) throw new Error(`${lost} records were lost`);
    const waits = both.map((one) => one.heardAt - Date.parse(one.joined.outside.at)).sort((a, b) => a - b);
    return `${both.length} of ${pids.length} joined, told after ${waits[waits.length >> 1]} ms (median)`;
  } finally {
    await live.stop();
  }
}

/** The check, with what auditd and the sensor really wrote: each start is seen from both sides. */
async function checkJoins(audit) {
  const sensorFile = join(audit.folder, 'sensor.ndjson');
  const node = spawn(process.execPath, ['--require', sensor, here('parts/starter.cjs'), '100', '50'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, CANDOR_SENSOR_FILE: sensorFile, CANDOR_SENSOR_HEARTBEAT: '1' },
  });
  await once(node, 'exit');
  await sleep(1500); // auditd writes in batches
  const report = await judgeHalves(audit.folder, { audit: audit.log, sensor: sensorFile });
  const said = ['RTC-23', 'SNS-15'].map((id) => {
    const result = report.results.find((one) => one.check === id);
    return `${id} ${result?.state}: ${result?.what ?? result?.detail}`;
  });
  if (!said.every((line) => line.includes(' pass: 100 starts'))) throw new Error(said.join('; '));
  return said.join('; ');
}

/** One process each that does what an intruder would; all at once, since each takes its ten seconds. */
async function tamperingIsNoticed(audit, tally) {
  const socket = join(audit.folder, 'tamper.sock');
  const live = await startLive(['--source', 'audit-log', '--audit-log', audit.log, '--sensor-socket', socket]);
  const nodes = [];
  const begin = (script, args, options) => {
    const node = underSensor(script, args, socket, options);
    nodes.push(node);
    return node;
  };
  const alarm = (node, kind) => (one) => one.type === 'alarm' && one.alarm.pid === node.pid && one.alarm.kind === kind;
  const heard = (node) => live.until((one) => one.type === 'sensor' && one.record.pid === node.pid, 10_000);
  try {
    const overwriting = begin(tamper, ['spawn', '60000']);
    const stopped = begin(tamper, ['channel', '60000']);
    const past = begin(here('parts/silent-starter.cjs'), [], { preload: false });
    await Promise.all([
      tally.run('a hook that the app overwrites is noticed from outside', async () => {
        const { heardAt } = await heard(overwriting);
        const found = await live.until(alarm(overwriting, 'tampered'), noticeMs);
        return `${((found.heardAt - heardAt) / 1000).toFixed(1)} s: ${found.alarm.what}`;
      }),
      tally.run('a sensor that says nothing any more is noticed from outside', async () => {
        await heard(stopped);
        const since = Date.now();
        stopped.kill('SIGSTOP');
        const found = await live.until(alarm(stopped, 'silent'), noticeMs);
        return `${((found.heardAt - since) / 1000).toFixed(1)} s: ${found.alarm.what}`;
      }),
      tally.run('a start past the sensor is the kernel’s alone, and an alarm', async () => {
        const [line] = await once(past.stdout, 'data');
        const since = Date.now();
        const pid = Number(String(line));
        const found = await live.until((one) => one.type === 'joined' && one.joined.outside?.pid === pid, noticeMs);
        const { side, claim, reason } = found.joined;
        if (side !== 'kernel-only' || !claim) throw new Error(`${side}, claim ${claim}: ${reason}`);
        return `${((found.heardAt - since) / 1000).toFixed(1)} s`;
      }),
    ]);
    await tally.run('a socket that somebody deletes is noticed from outside', async () => {
      const since = Date.now();
      unlinkSync(socket);
      const found = await live.until((one) => one.type === 'alarm' && one.alarm.kind === 'socket-deleted', noticeMs);
      return `${((found.heardAt - since) / 1000).toFixed(1)} s`;
    });
  } finally {
    for (const node of nodes) node.kill('SIGKILL');
    await live.stop();
  }
}

async function main() {
  const tally = createTally(console.log, process.env.CI === 'true');
  let audit = null;
  await tally.run('auditd starts with the rule for program starts', async () => {
    audit = await startAuditd();
  });
  if (audit !== null)
    try {
      await tally.run(`${startCount} starts through the log, rotated meanwhile`, () =>
        eachStartIsJoined(audit, 'audit-log', { rotate: true }),
      );
      await tally.run(`${startCount} starts through the plugin socket`, () => eachStartIsJoined(audit, 'audit-socket'));
      await tally.run('the check joins what both wrote', () => checkJoins(audit));
      await tamperingIsNoticed(audit, tally);
    } finally {
      await audit.stop();
    }
  console.log(tally.line());
  process.exitCode = tally.count.failed > 0 ? 1 : 0;
}

await main();
