// Blocks beside fail2ban's bans, in a network namespace of its own. Run as root after a build: node bench/block/run.mjs
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
if (process.env.CANDOR_BENCH_INSIDE === undefined) {
  const inside = ['unshare', '--net', '--kill-child', '--fork', process.execPath, self];
  const run = spawnSync(inside[0], inside.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, CANDOR_BENCH_INSIDE: '1' },
  });
  process.exit(run.status ?? 1);
}

const dist = new URL('../../packages/candor/dist/', import.meta.url);
const load = (path) => import(new URL(path, dist).href);
const { createBlocker } = await load('actuator/blocker.js');
const { createFirewall } = await load('actuator/firewall.js');
const { journalFile } = await load('actuator/journal-file.js');
const { readHost } = await load('actuator/read-host.js');
const { createProgramRunner } = await load('actuator/run-program.js');
const { proveEgress } = await load('actuator/prove.js');
const candor = fileURLToPath(new URL('../bin/candor.js', dist));

const scratch = mkdtempSync(join(tmpdir(), 'candor-bench-block-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
const must = (command, options = {}) => {
  const done = spawnSync(command[0], command.slice(1), { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (done.status !== 0) throw new Error(`${command.join(' ').slice(0, 200)}: ${done.stderr}`);
  return done.stdout;
};
must(['ip', 'link', 'set', 'lo', 'up']);
// A way out, so that a refused connection is told so by our rule and not by the routing table.
must(['ip', 'link', 'add', 'out0', 'type', 'veth', 'peer', 'name', 'out1']);
must(['ip', 'addr', 'add', '203.0.113.10/24', 'dev', 'out0']);
for (const name of ['out0', 'out1']) must(['ip', 'link', 'set', name, 'up']);
must(['ip', 'route', 'add', 'default', 'via', '203.0.113.1']);

const run = createProgramRunner();
const firewall = createFirewall(run);
const parts = {
  firewall,
  journal: journalFile(scratch),
  host: () => readHost({ root: '', env: {} }),
  site: { edge: null, publicNames: [] },
  now: () => new Date(),
};
const blocker = createBlocker(parts);

const addresses = (first, count) =>
  Array.from({ length: count }, (_, i) => `45.${first + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`);

async function block(targets) {
  const started = performance.now();
  const request = {
    targets,
    direction: 'both',
    container: null,
    forMs: 3_600_000,
    reason: '',
    by: 'bench',
    confirmed: true,
  };
  await blocker.commit(await blocker.prepare(request, new Map()));
  return performance.now() - started;
}

async function unblockAll() {
  await firewall.remove();
  blocker.forget({ before: blocker.blocks(), after: new Map() });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const ms = (value) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

async function repeated(times, make) {
  const values = [];
  for (let i = 0; i < times; i++) values.push(await make(i));
  return values;
}

async function ours() {
  await block(['45.255.0.1']);
  const one = await repeated(30, (i) => block([`45.200.0.${i}`]));
  await unblockAll();
  const batch = await repeated(5, async () => {
    const took = await block(addresses(0, 10_000));
    await unblockAll();
    return took;
  });
  await block(addresses(0, 100_000));
  const held = (await firewall.read()).elements.length;
  const oneMore = await repeated(15, (i) => block([`45.201.0.${i}`]));
  const proof = await repeated(10, async () => {
    const started = performance.now();
    const [target] = blocker.blocks().values();
    const places = [{ name: 'this host', pid: null }];
    const { result } = await proveEgress(target, { run, table: firewall.read, places, port: 443, now: parts.now });
    return { result, took: performance.now() - started };
  });
  await unblockAll();
  await block(['45.255.0.1']);
  const proofAlone = await repeated(10, async () => {
    const started = performance.now();
    const [target] = blocker.blocks().values();
    await proveEgress(target, {
      run,
      table: firewall.read,
      places: [{ name: 'this host', pid: null }],
      port: 443,
      now: parts.now,
    });
    return performance.now() - started;
  });
  await unblockAll();
  const env = { ...process.env, XDG_STATE_HOME: scratch };
  const command = await repeated(5, (i) => {
    const started = performance.now();
    must([process.execPath, candor, 'block', `45.202.0.${i}`, '--yes'], { env, cwd: scratch });
    return performance.now() - started;
  });
  must([process.execPath, candor, 'unblock', '--all', '--yes'], { env, cwd: scratch });
  return { one, batch, held, oneMore, proof, proofAlone, command };
}

function fail2ban() {
  if (spawnSync('sh', ['-c', 'command -v fail2ban-server']).status !== 0) return null;
  const config = join(scratch, 'fail2ban');
  cpSync('/etc/fail2ban', config, { recursive: true });
  writeFileSync(join(scratch, 'web.log'), '');
  writeFileSync(
    join(config, 'jail.local'),
    `[sshd]\nenabled = false\n[web]\nenabled = true\nfilter = nginx-http-auth\nlogpath = ${scratch}/web.log\nport = 80,443\nbackend = polling\n`,
  );
  writeFileSync(join(config, 'fail2ban.local'), `[Definition]\nlogtarget = ${scratch}/fail2ban.log\ndbfile = None\n`);
  const common = ['-c', config, '-s', join(scratch, 'f2b.sock'), '-p', join(scratch, 'f2b.pid')];
  const server = spawn('fail2ban-server', [...common, '-f', 'start'], { stdio: 'ignore' });
  const client = (...args) => spawnSync('fail2ban-client', [...common, ...args], { encoding: 'utf8' });
  try {
    for (let i = 0; i < 100 && client('status', 'web').status !== 0; i++)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    const listed = () => (must(['iptables', '-S']).match(/-A f2b-web -s /g) ?? []).length;
    const ban = (targets) => {
      const want = listed() + targets.length;
      const started = performance.now();
      client('set', 'web', 'banip', ...targets);
      while (listed() < want) if (performance.now() - started > 120_000) throw new Error('fail2ban does not finish');
      return performance.now() - started;
    };
    const one = Array.from({ length: 7 }, (_, i) => ban([`45.210.0.${i}`]));
    return { one, batch: ban(addresses(220, 500)) };
  } finally {
    client('stop');
    if (server.exitCode === null) server.kill('SIGKILL');
  }
}

const mine = await ours();
const theirs = fail2ban();
const proven = mine.proof.every(({ result }) => result === 'effective');
console.log(
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}, ${must(['nft', '--version']).trim()}; load ${loadavg()[0]?.toFixed(1)}\n`,
);
console.log('| what | Candor | fail2ban |\n|---|---|---|');
const their = (value) => (theirs === null ? 'not installed' : value());
console.log(`| one address, median | ${ms(median(mine.one))} | ${their(() => ms(median(theirs.one)))} |`);
console.log(`| one address with 100,000 standing, median | ${ms(median(mine.oneMore))} | |`);
console.log(`| the command \`candor block\`, with Node's start and the proof | ${ms(median(mine.command))} | |`);
console.log(`| 500 addresses | | ${their(() => ms(theirs.batch))} |`);
console.log(`| 10,000 addresses, median | ${ms(median(mine.batch))} | |`);
console.log(`| held in the kernel at once | ${mine.held} | |`);
console.log(`| the proof from one place, median | ${ms(median(mine.proofAlone))} | none |`);
console.log(
  `| the same with 100,000 standing (proven: ${proven}) | ${ms(median(mine.proof.map(({ took }) => took)))} | none |`,
);
