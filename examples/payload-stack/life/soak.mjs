// npm run soak [-- --minutes N] : ordinary life on the reference stack at its own pace, ten minutes unless told, and then the
// attack. Exits 0 when nothing was called an alarm before the attack, and each of its stages after it. Needs root.
import { parseArgs } from 'node:util';
import { closeAll } from '../../../lab/lib/lab.mjs';
import { installParts } from '../../../lab/lib/parts.mjs';
import { buildApp, installApp } from '../scripts/native/build.mjs';
import { deploy, job, liveHour, reload, rotate } from './day.mjs';
import { attackIsNamed, baseline, falseAlarms, judged, openLife, sensorAlarms } from './life-suite.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 720)) {
  console.error(`soak: --minutes ${values.minutes}: a number from 1 to 720`);
  process.exit(64);
}
const say = (/** @type {string} */ line) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);
/** One hour of the story; the work of one takes a few seconds. */
const HOUR_MS = 20_000;
const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Resident memory of the app. @param {import('./day.mjs').Life} life */
async function residentMb({ lab }) {
  const { State } = await lab.docker.inspect('station-payload-1');
  const text = await lab.server.must([
    'sh',
    '-c',
    `cat /proc/${State.Pid}/task/*/children; grep VmRSS /proc/[0-9]*/status`,
  ]);
  const sizes = [...text.matchAll(/VmRSS:\s+(\d+) kB/g)].map(([, kb]) => Number(kb) / 1024);
  return Math.round(Math.max(...sizes));
}

/** What happens besides the hours, by their number. */
const events = [
  { every: 9, name: 'a log rotation', act: rotate },
  { every: 7, name: 'a job', act: job },
  { every: 11, name: 'an nginx reload', act: reload },
  { every: 13, name: 'a deploy', act: (/** @type {import('./day.mjs').Life} */ life) => deploy(life, 'soak') },
];

/** @param {import('./day.mjs').Life} life @param {ReadonlySet<string>} before */
async function live(life, before) {
  const startedMs = Date.now();
  const wrong = [];
  for (let hour = 0; Date.now() - startedMs < minutes * 60_000; hour += 1) {
    const hourMs = Date.now();
    await liveHour(life, hour);
    for (const { every, name, act } of events) {
      if (hour % every !== every - 1) continue;
      await act(life);
      say(name);
    }
    if (hour % 6 === 5) {
      const { report, durationMs } = await judged(life);
      const found = falseAlarms(report, before);
      wrong.push(...found);
      say(`check ${(durationMs / 1000).toFixed(1)} s, ${found.length} alarms, app ${await residentMb(life)} MB`);
    }
    await sleep(HOUR_MS - (Date.now() - hourMs));
  }
  wrong.push(...falseAlarms((await judged(life)).report, before), ...(await sensorAlarms(life)));
  return wrong;
}

async function main() {
  await installParts();
  await installApp();
  await buildApp();
  say('opening the reference stack');
  const life = await openLife();
  try {
    const before = await baseline(life);
    say(`before: ${[...before].join(', ') || 'nothing'} fails`);
    const wrong = await live(life, before);
    const total = [...life.answers.values()].reduce((sum, each) => sum + each, 0);
    say(`${total} requests: ${[...life.answers].map((each) => each.join(': ')).join(', ')}`);
    for (const alarm of wrong) say(`FALSE ALARM ${alarm}`);
    say(`attack: ${await attackIsNamed(life)}`);
    return wrong.length === 0;
  } finally {
    await life.close();
  }
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => closeAll().finally(() => process.exit(1)));
try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(`soak: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
