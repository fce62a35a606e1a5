// The lab looks at itself: what it claims to build is there, and nothing is left of it afterwards.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
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

/** Fingerprint of what the lab writes on its server, here on the machine. */
async function machineEtc() {
  const places =
    'passwd shadow group hosts hostname resolv.conf ssh nginx docker iptables apt ssl/station ssl/certs/ca-certificates.crt sudoers.d cron.d';
  const { stdout } = await runCommand([
    'sh',
    '-c',
    `cd /etc && find ${places} -type f -printf "%p %s %T@\\n" 2>/dev/null | sort`,
  ]);
  return createHash('sha256').update(stdout).digest('hex');
}

const kinds = ['pid', 'net', 'mnt'];

/** The lab's namespaces. @param {Lab} lab */
async function namespacesOf(lab) {
  const hosts = [lab.server, lab.world.edge, lab.world.prober, lab.world.sink];
  const links = hosts.flatMap((host) => kinds.map((kind) => readlink(`/proc/${host.pid}/ns/${kind}`)));
  const own = await Promise.all(kinds.map((kind) => readlink(`/proc/self/ns/${kind}`)));
  return new Set((await Promise.all(links)).filter((link) => !own.includes(link)));
}

/** Processes that are in one of these namespaces. @param {ReadonlySet<string>} namespaces */
async function processesIn(namespaces) {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const inside = await Promise.all(
    pids.map(async (pid) => {
      const links = await Promise.all(kinds.map((kind) => readlink(`/proc/${pid}/ns/${kind}`).catch(() => '')));
      return links.some((link) => namespaces.has(link)) ? pid : null;
    }),
  );
  return inside.filter((pid) => pid !== null);
}

/** Cgroups of this process. */
async function cgroups() {
  const all = (await readdir('/sys/fs/cgroup')).map((name) => readdir(`/sys/fs/cgroup/${name}`).catch(() => []));
  return (await Promise.all(all)).flat().filter((name) => name.startsWith(`candor-lab-${process.pid}-`));
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
  const etc = await machineEtc();
  const lab = await openLab();
  const namespaces = await namespacesOf(lab);
  try {
    for (const [name, body] of Object.entries(inLab)) if (wants(name)) await tally.run(name, () => body(lab));
  } finally {
    await lab.close();
  }
  await tally.run('self-nothing-left', async () => {
    assert.ok(namespaces.size >= 8, 'the lab had namespaces of its own');
    assert.deepEqual(await processesIn(namespaces), []);
    assert.deepEqual(await cgroups(), []);
    assert.equal(await machineEtc(), etc, 'a file of the machine changed');
  });
}
