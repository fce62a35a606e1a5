// npm run figures : start time, memory and requests a second of the app without the sensor, observing and blocking; the
// three take turns, so that a busy machine is busy for all of them. Medians.
import { readFileSync } from 'node:fs';
import { startApp } from '../scripts/native/app.mjs';
import { buildApp, installApp } from '../scripts/native/build.mjs';
import { makePlaces } from '../scripts/native/places.mjs';

const ROUNDS = 5;
const AT_ONCE = 8;
const WARM_UP = 200;
const SECONDS = 4;
const paths = { page: '/', api: '/api/episodes' };
/** @type {readonly ('none' | 'observe' | 'block')[]} */ const modes = ['none', 'observe', 'block'];

const median = (/** @type {number[]} */ values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** @param {string} url @param {() => boolean} goesOn */
async function load(url, goesOn) {
  let count = 0;
  const worker = async () => {
    while (goesOn()) {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return count;
}

/** CPU time of a process in milliseconds (proc(5), stat: utime and stime, 100 a second). @param {number} pid */
function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** @param {typeof modes[number]} mode @param {number} port */
async function measure(mode, port) {
  const places = makePlaces();
  const app = await startApp(places, { port, mode });
  try {
    const base = `http://127.0.0.1:${port}`;
    /** @type {Record<string, number>} */ const row = { 'start ms': app.startMs };
    for (const [name, path] of Object.entries(paths)) {
      let left = WARM_UP;
      await load(base + path, () => left-- > 0);
      const [begunMs, cpuBefore] = [performance.now(), cpuMs(app.pid)];
      const count = await load(base + path, () => performance.now() - begunMs < SECONDS * 1000);
      row[`${name}/s`] = count / ((performance.now() - begunMs) / 1000);
      row[`${name} CPU ms`] = (cpuMs(app.pid) - cpuBefore) / count;
    }
    row['memory MB'] = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${app.pid}/status`, 'utf8'))?.[1]) / 1024;
    return row;
  } finally {
    await app.stop();
    places.remove();
  }
}

await installApp();
await buildApp();
/** @type {Map<string, Record<string, number>[]>} */ const rows = new Map(modes.map((mode) => [mode, []]));
for (let round = 0; round < ROUNDS; round += 1)
  for (const mode of modes) rows.get(mode)?.push(await measure(mode, 3460));
for (const [mode, list] of rows) {
  const names = Object.keys(list[0] ?? {});
  const cells = names.map(
    (name) => `${name} ${median(list.map((row) => row[name] ?? 0)).toFixed(name.includes('CPU') ? 2 : 0)}`,
  );
  console.log(`${mode.padEnd(8)} ${cells.join('  ')}`);
}
