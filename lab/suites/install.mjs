// `candor sensor install` against a real engine and a real Compose: applied, taken back by itself, undone byte for byte.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { runCandor } from '../lib/candor.mjs';
import { startEngine } from '../lib/engine.mjs';
import { importBases, nodeImage } from '../lib/images.mjs';
import { openServer } from '../lib/lab.mjs';
import { run as runCommand, until } from '../lib/process.mjs';
import { Skipped } from '../lib/tally.mjs';

const folder = '/srv/shop';

/** Answers 200; `BREAKS` makes it fail in one way as soon as a sensor is loaded. */
const app = `const breaks = process.env.BREAKS;
const withSensor = globalThis[Symbol.for('candor.sensor')] !== undefined;
if (withSensor && breaks === 'exit') process.exit(9);
require('node:http').createServer((_, answer) => {
  answer.statusCode = withSensor && breaks === 'health' ? 500 : 200;
  answer.end('ok');
}).listen(3000);
`;

const dockerfile = `# the shop
FROM ${nodeImage}
WORKDIR /app
COPY server.js ./
USER 1000
CMD ["node", "server.js"]
`;

const health = `    healthcheck:
      test: [CMD, wget, -q, -O, /dev/null, "http://127.0.0.1:3000/"]
      interval: 1s
      timeout: 2s
      retries: 3
`;

const compose = `version: "3.8"
# Comments and order are the operator's.
services:
  payload:
    build: ./app   # from source
    image: shop/payload
    stop_signal: SIGKILL
    environment:
      BREAKS: "\${BREAKS:-no}"
      DISABLE_SUBPROC_DIAG: "true"  # it was noisy
      API_TOKEN: hunter2-hunter2
${health}
  pulled:
    image: shop/payload:latest
    stop_signal: SIGKILL
    command: [node, --no-warnings, server.js]
    environment: ["NODE_OPTIONS=--max-old-space-size=128"]
${health}
`;

/** @typedef {Awaited<ReturnType<typeof openShop>>} Shop */

/** A server with an engine and the shop up; every file of it is known. */
async function openShop() {
  const base = await openServer();
  let removeCgroups = async () => {};
  const close = async () => {
    await base.close();
    await removeCgroups();
  };
  try {
    const engine = await startEngine(base.server);
    removeCgroups = engine.removeCgroups;
    await importBases(engine.docker);
    const root = `${base.server.root}${folder}`;
    await mkdir(`${root}/app`, { recursive: true });
    await writeFile(`${root}/docker-compose.yml`, compose);
    await writeFile(`${root}/.env`, 'BREAKS=no\nDISABLE_SUBPROC_DIAG=true\nOTHER=1\n');
    await writeFile(`${root}/app/server.js`, app);
    await writeFile(`${root}/app/Dockerfile`, dockerfile);
    await writeFile(`${root}/app/.dockerignore`, '*\n!server.js\n');
    const shop = { ...base, docker: engine.docker, root, close };
    await composeUp(shop);
    return shop;
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param {Pick<Shop, 'server'>} shop @param {readonly string[]} args */
const compose1 = ({ server }, args) =>
  server.must(['sh', '-c', 'cd "$0" && exec docker-compose "$@"', folder, ...args], { timeoutMs: 120_000 });

/** @param {Pick<Shop, 'server' | 'docker'>} shop */
async function composeUp(shop) {
  await compose1(shop, ['build', 'payload']);
  await compose1(shop, ['up', '-d']);
  await until('the shop', async () => (await healthOf(shop, 'shop_payload_1')) === 'healthy', { timeoutMs: 30_000 });
  await until('the pulled one', async () => (await healthOf(shop, 'shop_pulled_1')) === 'healthy');
}

/** @param {Pick<Shop, 'docker'>} shop @param {string} name */
const healthOf = async (shop, name) => (await shop.docker.inspect(name)).State.Health?.Status;

/** All files of the project, by path. @param {Pick<Shop, 'root'>} shop @returns {Promise<Record<string, string>>} */
async function files({ root }) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`);
  const all = await Promise.all(paths.map(async (path) => [path.slice(root.length), await readFile(path, 'utf8')]));
  return Object.fromEntries(all.sort());
}

/** @param {Shop} shop @param {readonly string[]} args @param {number} code */
async function install(shop, args, code = 0) {
  const outcome = await runCandor(shop.server, ['sensor', 'install', '--compose', 'docker-compose.yml', ...args], {
    folder,
    timeoutMs: 180_000,
  });
  assert.equal(outcome.code, code, `${outcome.stdout}\n${outcome.stderr}`);
  assert.ok(!outcome.stdout.includes('hunter2'), 'a secret was shown');
  return outcome.stdout;
}

/** The image has busybox and Node, as an Alpine image has. */
const launch = "require('child_process').execSync('id -u')";

/** `candor sensor status` of a container. @param {Shop} shop @param {string} name @param {number} code */
async function status(shop, name, code) {
  const outcome = await runCandor(shop.server, ['sensor', 'status', name], { folder });
  assert.equal(outcome.code, code, `${outcome.stdout}\n${outcome.stderr}`);
  return outcome.stdout;
}

/** Environment of the container's first process. @param {Shop} shop @param {string} name */
const envOf = async (shop, name) => {
  const { State } = await shop.docker.inspect(name);
  return (await shop.server.must(['sh', '-c', `tr '\\0' '\\n' < /proc/${State.Pid}/environ`])).split('\n');
};

/** @param {Shop} shop */
async function builtService(shop) {
  const before = await files(shop);
  const image = (await shop.docker.inspect('shop_payload_1')).Image;
  const shown = await install(shop, ['--print']);
  assert.match(shown, /tried in a throw-away container \(dockerfile\): Node v24\.21\.0, mode observe, \d\d hooks\n/);
  assert.deepEqual(await files(shop), before, '--print changed a file');
  const said = await install(shop, ['--yes']);
  assert.match(said, /applied: payload carries the sensor, and shop_payload_1 is healthy/);
  const after = await files(shop);
  assert.match(
    after['/app/Dockerfile'] ?? '',
    /CMD \["node", "server.js"\]\n# The sensor[^\n]*\nCOPY candor-sensor.cjs/,
  );
  assert.ok((after['/docker-compose.yml'] ?? '').includes('# from source'));
  assert.ok(!(after['/docker-compose.yml'] ?? '').includes('DISABLE_SUBPROC_DIAG'));
  assert.equal(after['/.env'], 'BREAKS=no\nOTHER=1\n');
  const env = await envOf(shop, 'shop_payload_1');
  assert.ok(env.includes('NODE_OPTIONS=--require=/opt/candor/sensor.cjs'), env.join(' '));
  await until('a heartbeat', async () => (await logOf(shop, 'shop_payload_1')).includes('"kind":"heartbeat"'), {
    timeoutMs: 20_000,
  });
  const launched = await shop.server.run(['docker', 'exec', 'shop_payload_1', 'node', '-e', launch]);
  assert.match(launched.stderr, /"argv":\["\/bin\/sh","-c","id -u"\].*"childPid":[1-9]/s, 'a shell of busybox is seen');
  assert.match(await status(shop, 'shop_payload_1', 0), /pid \d+ \(node server\.js\): the sensor lives, mode observe/);
  assert.match(await status(shop, 'pulled', 1), /none of its processes carries a sensor/);
  await compose1(shop, ['build', 'payload']); // the Dockerfile builds by itself, .dockerignore lets the file in
  await compose1(shop, ['up', '-d', '--no-deps', '--force-recreate', 'payload']);
  assert.ok((await envOf(shop, 'shop_payload_1')).includes('NODE_OPTIONS=--require=/opt/candor/sensor.cjs'));
  assert.match(await install(shop, ['--undo', '--yes']), /undone: as before, byte for byte; its image was built since/);
  assert.deepEqual(await files(shop), before);
  await shop.docker.call('POST', `/images/${image}/tag?repo=shop/payload&tag=latest`);
  await compose1(shop, ['up', '-d', '--no-build', '--force-recreate']);
}

/** @param {Shop} shop @param {string} name */
const logOf = async (shop, name) => (await shop.server.run(['docker', 'logs', name])).stderr;

/** Ids of all images. @param {Shop} shop @returns {Promise<string[]>} */
const imagesOf = async (shop) =>
  (await shop.docker.get('/images/json?all=1')).map((/** @type {{ Id: string }} */ image) => image.Id).sort();

/** @param {Shop} shop */
async function undoRestoresImage(shop) {
  const before = await files(shop);
  const { Image } = await shop.docker.inspect('shop_payload_1');
  const images = await imagesOf(shop);
  await install(shop, ['--yes', '--mode', 'block']);
  assert.ok((await envOf(shop, 'shop_payload_1')).includes('CANDOR_SENSOR=block'));
  assert.match(await install(shop, ['--yes'], 64), /^$/);
  const undone = JSON.parse(await install(shop, ['--undo', '--yes', '--json']));
  assert.equal(undone.outcome, 'undone');
  assert.deepEqual(await imagesOf(shop), images, 'an image is left');
  assert.equal((await shop.docker.inspect('shop_payload_1')).Image, Image);
  assert.deepEqual(await files(shop), before);
}

/** @param {Shop} shop */
async function pulledImage(shop) {
  const before = await files(shop);
  const args = ['--service', 'pulled'];
  const result = JSON.parse(await install(shop, [...args, '--yes', '--json']));
  assert.equal(result.method, 'derived-image');
  assert.equal((await shop.docker.inspect('shop_pulled_1')).Config.Image, 'candor/shop-pulled');
  const options = (await envOf(shop, 'shop_pulled_1')).find((entry) => entry.startsWith('NODE_OPTIONS='));
  assert.equal(options, 'NODE_OPTIONS=--require=/opt/candor/sensor.cjs --max-old-space-size=128');
  await compose1(shop, ['build', 'pulled']); // what the file says can be built
  await install(shop, [...args, '--undo', '--yes']);
  assert.deepEqual(await files(shop), before);
}

/** @param {Shop} shop */
async function mounted(shop) {
  const before = await files(shop);
  await install(shop, ['--yes', '--mount']);
  const { Mounts } = await shop.docker.inspect('shop_payload_1');
  assert.equal(Mounts[0]?.Destination, '/opt/candor/sensor.cjs');
  await install(shop, ['--undo', '--yes']);
  assert.deepEqual(await files(shop), before);
}

/** @param {Shop} shop @param {string} how @param {RegExp} because */
async function takenBack(shop, how, because) {
  await writeFile(`${shop.root}/.env`, `BREAKS=${how}\n`);
  await compose1(shop, ['up', '-d']);
  await until('the shop', async () => (await healthOf(shop, 'shop_payload_1')) === 'healthy');
  const before = await files(shop);
  const { Image } = await shop.docker.inspect('shop_payload_1');
  const result = JSON.parse(await install(shop, ['--yes', '--json'], 1));
  assert.equal(result.outcome, 'reverted');
  assert.match(result.because, because);
  assert.match(result.because, /well again: shop_payload_1 is healthy/);
  assert.deepEqual(await files(shop), before);
  assert.equal((await shop.docker.inspect('shop_payload_1')).Image, Image);
}

/** @param {Shop} shop */
async function refusals(shop) {
  const before = await files(shop);
  for (const args of [['--service', 'nobody', '--yes'], ['--undo', '--yes'], []]) await install(shop, args, 64);
  const { Image } = await shop.docker.inspect('shop_payload_1');
  await shop.docker.call('POST', `/images/${encodeURIComponent(nodeImage)}/tag?repo=shop/payload&tag=latest`);
  await install(shop, ['--yes'], 64); // a build that does not run yet keeps its name
  await shop.docker.call('POST', `/images/${Image}/tag?repo=shop/payload&tag=latest`);
  assert.deepEqual(await files(shop), before);
}

/** @type {Record<string, (shop: Shop) => Promise<string | void>>} */
const inShop = {
  'install-refusals': refusals,
  'install-built-service': builtService,
  'install-undo-restores-image': undoRestoresImage,
  'install-pulled-image': pulledImage,
  'install-mount': mounted,
  'install-taken-back-when-unhealthy': (shop) => takenBack(shop, 'health', /unhealthy by its health check/),
  'install-taken-back-when-it-ends': (shop) => takenBack(shop, 'exit', /ended with exit code 9/),
};

/** Names of the cases. */
export async function cases() {
  return Object.keys(inShop);
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants) {
  if ((await runCommand(['sh', '-c', 'command -v docker-compose'])).code !== 0) {
    for (const name of Object.keys(inShop).filter(wants))
      await tally.run(name, () => Promise.reject(new Skipped('missing: docker-compose (sh lab/install.sh)')));
    return;
  }
  const shop = await openShop();
  try {
    for (const [name, body] of Object.entries(inShop)) if (wants(name)) await tally.run(name, () => body(shop));
  } finally {
    await shop.close();
  }
}
