// The lab looks at itself: what it claims to build is there, and nothing is left of it afterwards.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { openLab, openServer } from '../lib/lab.mjs';
import { run as runCommand } from '../lib/process.mjs';
import { editService } from '../lib/seed.mjs';
import { addresses } from '../lib/world.mjs';

const { encode, decode } = createRequire(import.meta.url)('../stack/mongo/bson.cjs');
const probe = fileURLToPath(new URL('../lib/probe.mjs', import.meta.url));

/** @typedef {import('../lib/lab.mjs').Lab} Lab */

/** What one host sees of the server. @param {import('../lib/world.mjs').Host} host @param {readonly number[]} ports
 * @param {string} [to] @returns {Promise<Record<string, string>>} */
async function seen(host, ports, to = addresses.server.v4) {
  const text = await host.must([process.execPath, probe, 'external:lab', to, ...ports.map(String)]);
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map((line) => [line.port, line.result]),
  );
}

/** @param {Lab} lab */
async function outsideView(lab) {
  const ports = [22, 80, 443, 2375, 3000, 3100, 27017];
  const closed = Object.fromEntries(ports.map((port) => [port, 'filtered']));
  assert.deepEqual(await seen(lab.world.prober, ports), { ...closed, 22: 'open' });
  assert.deepEqual(await seen(lab.world.prober, ports, addresses.server.v6), { ...closed, 22: 'open' });
  assert.deepEqual(await seen(lab.world.edge, ports), { ...closed, 22: 'open', 80: 'open', 443: 'open' });
}

/** Docker's own rules come before INPUT: a published port is open though the INPUT policy is DROP. @param {Lab} lab */
async function publishedPortsBypassInput(lab) {
  const undo = await editService(lab, 'newsletter', (service) => {
    service.ports = ['3100:3100'];
  });
  try {
    assert.deepEqual(await seen(lab.world.prober, [3100]), { 3100: 'filtered' }, 'DOCKER-USER drops it');
    await lab.server.must(['iptables', '-I', 'DOCKER-USER', '-j', 'RETURN']);
    assert.deepEqual(await seen(lab.world.prober, [3100]), { 3100: 'open' }, 'INPUT alone does not');
  } finally {
    await lab.server.run(['iptables', '-D', 'DOCKER-USER', '-j', 'RETURN']);
    await undo();
  }
}

/** @param {Lab} lab */
async function egressIsDropped(lab) {
  const dial = [
    'node',
    '-e',
    `require('net').connect(443, '${addresses.sink.v4}').on('error', () => process.exit(3)).setTimeout(800, () => process.exit(7))`,
  ];
  assert.equal(await lab.docker.exec('station-cms-1', dial), 7);
}

/** One command to the database in a fresh session. @param {string} host @param {object} command @returns {Promise<Record<string, any>>} */
export function ask(host, command) {
  const body = encode(command);
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(2013, 12);
  return new Promise((resolve, reject) => {
    const socket = connect(27017, host, () => socket.write(Buffer.concat([head, body])));
    socket.once('data', (/** @type {Buffer} */ data) => {
      socket.destroy();
      resolve(decode(data.subarray(21)));
    });
    socket.on('error', reject);
  });
}

/** Runs `body` in the server's network. @param {Lab} lab @param {object} command */
async function askDatabase(lab, command) {
  const { NetworkSettings } = await lab.docker.inspect('station-mongo-1');
  const address = NetworkSettings.Networks.station_data.IPAddress;
  const self = fileURLToPath(import.meta.url);
  const script = `import(${JSON.stringify(self)}).then(async (self) => console.log(JSON.stringify(await self.ask(${JSON.stringify(address)}, ${JSON.stringify(command)}))))`;
  return JSON.parse(await lab.server.must([process.execPath, '--input-type=module', '-e', script]));
}

/** @param {Lab} lab */
async function databaseWantsLogin(lab) {
  assert.equal((await askDatabase(lab, { hello: 1, $db: 'admin' })).ok, 1);
  assert.equal((await askDatabase(lab, { listDatabases: 1, $db: 'admin' })).code, 13);
  assert.equal((await askDatabase(lab, { buildInfo: 1, $db: 'admin' })).version, '8.0.17');
}

/** Fingerprint of the machine's own /etc. */
async function machineEtc() {
  const { stdout } = await runCommand([
    'sh',
    '-c',
    'find /etc -xdev -type f -newermt "1970-01-01" -printf "%p %s %T@\\n" | sort',
  ]);
  return createHash('sha256').update(stdout).digest('hex');
}

/** Processes, interfaces and cgroups that a lab would leave. */
async function leftovers() {
  const cgroups = (
    await Promise.all(
      (await readdir('/sys/fs/cgroup')).map((name) => readdir(`/sys/fs/cgroup/${name}`).catch(() => [])),
    )
  ).flat();
  const processes = (await runCommand(['pgrep', '-af', 'busybox init|dockerd|edge-server.mjs|fake-engine'])).stdout;
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .filter((line) => /lab-root|^lab /.test(line));
  return { cgroups: cgroups.filter((name) => name === `candor-lab-${process.pid}`), processes, mounts };
}

/** @type {Record<string, (lab: Lab) => Promise<string | void>>} */
const inLab = {
  'self-outside-view': outsideView,
  'self-published-ports-bypass-input': publishedPortsBypassInput,
  'self-egress-is-dropped': egressIsDropped,
  'self-database-wants-login': databaseWantsLogin,
  'self-second-server-beside': async () => (await openServer()).close(),
};

/** Names of the cases. */
export async function cases() {
  return [...Object.keys(inLab), 'self-nothing-left'];
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants) {
  const before = { etc: await machineEtc(), left: await leftovers() };
  const lab = await openLab();
  try {
    for (const [name, body] of Object.entries(inLab)) if (wants(name)) await tally.run(name, () => body(lab));
  } finally {
    await lab.close();
  }
  await tally.run('self-nothing-left', async () => {
    assert.deepEqual({ etc: await machineEtc(), left: await leftovers() }, before);
  });
}
