// Cost of the sensor beside no hook, a naive export patch, @aikidosec/firewall and dd-trace, interleaved in one run.
//   node bench/sensor/run.mjs [rounds]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { close, measureLaunches, measureRequests, measureStart, openLauncher, openServer } from './measure.mjs';
import { sensorGzipBytes, variantsIn } from './variants.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const rounds = Number(process.argv[2] ?? 60);
const REQUESTS = 400;
const LAUNCHES = 12;
const STARTS = 20;
const WARM_UP = 5;

const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
const median = (values) => quantile(values, 0.5);

function installParts() {
  if (existsSync(join(folder, 'node_modules'))) return;
  spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  });
}

/** The same shuffles in each run: nobody always follows the same neighbour, whose after-work would weigh on it. */
function makeShuffle(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return (count) => {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i -= 1) {
      const j = Math.floor(next() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  };
}

/** Takes turns: in each round every variant once, in another order. */
async function takeTurns(items, count, measure) {
  const results = items.map(() => []);
  const shuffle = makeShuffle(7);
  for (let round = 0; round < count; round += 1) {
    for (const at of shuffle(items.length)) results[at].push(await measure(items[at]));
  }
  return results.map((list) => list.slice(count > WARM_UP * 2 ? WARM_UP : 0));
}

async function measureServers(variants) {
  const servers = await Promise.all(variants.map(openServer));
  const measure = async (server) => {
    const get = await measureRequests(server, 'GET', REQUESTS);
    const post = await measureRequests(server, 'POST', REQUESTS);
    return { get: get.cpu, post: post.cpu, rss: post.rss };
  };
  const results = await takeTurns(servers, rounds, measure);
  servers.forEach(close);
  return results;
}

async function measureLaunchers(variants) {
  const launchers = await Promise.all(variants.map(openLauncher));
  const results = await takeTurns(launchers, rounds, (launcher) => measureLaunches(launcher, LAUNCHES));
  launchers.forEach(close);
  return results;
}

async function measureAll(variants) {
  const web = await measureServers(variants);
  const launches = await measureLaunchers(variants);
  const starts = await takeTurns(variants, STARTS, measureStart);
  return variants.map((_, i) => ({ web: web[i], launches: launches[i], starts: starts[i] }));
}

/** Paired with the same round's run without a hook. */
function summarize(variant, own, base) {
  const percent = (key) => ((median(own.web.map((turn, i) => turn[key] / base.web[i][key])) - 1) * 100).toFixed(1);
  const all = (side, key) => side.launches.flatMap((turn) => turn[key]);
  const added = (key, q) => (quantile(all(own, key), q) - quantile(all(base, key), q)).toFixed(1);
  const last = (side) => side.web.at(-1).rss;
  return {
    variant: variant.name,
    'GET µs': median(own.web.map((turn) => turn.get)).toFixed(1),
    'GET +%': percent('get'),
    'POST µs': median(own.web.map((turn) => turn.post)).toFixed(1),
    'POST +%': percent('post'),
    'spawn +p10 µs': added('asyncTimes', 0.1),
    'spawn +p50 µs': added('asyncTimes', 0.5),
    'spawn +p99 µs': added('asyncTimes', 0.99),
    'sync +p50 µs': added('syncTimes', 0.5),
    'launch CPU +µs': (median(own.launches.map((turn, i) => turn.cpu - base.launches[i].cpu)) / 2).toFixed(1),
    'RSS +MB': ((last(own) - last(base)) / 1e6).toFixed(1),
    'start +ms': (median(own.starts) - median(base.starts)).toFixed(1),
    'size kB': Math.round(variant.bytes / 1000),
  };
}

async function main() {
  installParts();
  const scratch = mkdtempSync(join(tmpdir(), 'candor-bench-'));
  const variants = variantsIn(scratch);
  const results = await measureAll(variants);
  rmSync(scratch, { recursive: true });
  console.log(
    `Node ${process.version}, ${rounds} rounds of ${REQUESTS} GET, ${REQUESTS} JSON POST, ${LAUNCHES} spawn and spawnSync`,
  );
  console.table(variants.map((variant, i) => summarize(variant, results[i], results[0])));
  console.log(`sensor.cjs: ${sensorGzipBytes()} bytes gzipped`);
}

await main();
