// Measurements of one variant. The processes of all variants live side by side and take turns of a few
// milliseconds, so that a busy machine weighs on all of them alike.
import { fork, spawnSync } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const body = JSON.stringify({ items: Array.from({ length: 20 }, (_, id) => ({ id, title: `entry ${id}` })) });
const CONCURRENCY = 8;

const envOf = (variant) => ({ PATH: process.env.PATH, NODE_ENV: 'production', ...variant.env });

function start(variant, script) {
  const execArgv = ['--expose-gc', '--no-warnings', ...variant.flags];
  return fork(join(fixtures, script), [], {
    execArgv,
    env: envOf(variant),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

const nextMessage = (child) => new Promise((resolve) => child.once('message', resolve));

function ask(child, question) {
  const answer = nextMessage(child);
  child.send(question);
  return answer;
}

const once = ({ agent, port }, method) =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request({ agent, port, host: '127.0.0.1', method, headers }, (response) =>
      response.resume().on('end', resolve),
    );
    sent.on('error', reject).end(method === 'POST' ? body : undefined);
  });

/** Starts the variant's web server. */
export async function openServer(variant) {
  const child = start(variant, 'server.cjs');
  const { port } = await nextMessage(child);
  return { child, port, agent: new Agent({ keepAlive: true, maxSockets: CONCURRENCY }) };
}

/** Sends requests; returns the server's CPU microseconds a request and its resident bytes. */
export async function measureRequests(server, method, count) {
  const lane = async () => {
    for (let i = 0; i < count / CONCURRENCY; i += 1) await once(server, method);
  };
  const before = await ask(server.child, 'usage');
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  const after = await ask(server.child, 'usage');
  return { cpu: (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / count, rss: after.rss };
}

/** Starts the variant's process that launches others. */
export async function openLauncher(variant) {
  const child = start(variant, 'launches.cjs');
  await nextMessage(child);
  return { child };
}

/** Microseconds of each spawn and spawnSync call of one batch. */
export const measureLaunches = (launcher, count) => ask(launcher.child, count);

/** Ends a process of ours. */
export function close({ child, agent }) {
  agent?.destroy();
  child.kill();
}

/** Milliseconds from launch to end of an empty program. */
export function measureStart(variant) {
  const started = process.hrtime.bigint();
  spawnSync(process.execPath, [...variant.flags, '-e', 'process.exit(0)'], { env: envOf(variant), stdio: 'ignore' });
  return Number(process.hrtime.bigint() - started) / 1e6;
}
