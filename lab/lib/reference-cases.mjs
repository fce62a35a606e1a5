// What the running reference stack claims: SAFE, a front that lets in what it should, walls that hold.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { knownOn, sees, unexpected } from '../suites/stack.mjs';
import { ageContainers } from './ageing.mjs';
import { check, failures, nameOf } from './candor.mjs';
import { placeMongoDriver } from './mongo-driver.mjs';
import { until } from './process.mjs';
import { addresses } from './world.mjs';

/** @typedef {import('./reference.mjs').Reference} Reference */

const app = 'station-payload-1';
const name = 'cms.station.example';
const tolerated = new Set(['low', 'informational']);

/** Waits for the sensor's next sign of life. @param {Reference} lab */
async function heartbeat(lab) {
  const since = Math.floor(Date.now() / 1000);
  const log = () => lab.docker.call('GET', `/containers/${app}/logs?stdout=1&stderr=1&since=${since}`);
  await until('a heartbeat of the sensor', async () => (await log()).includes('"kind":"heartbeat"'));
}

/** SAFE but for what known.json lists, every required question answered, and nothing above low. @param {Reference} lab */
async function isSafe(lab) {
  await lab.project.healthy();
  await ageContainers(lab.server, lab.docker);
  await heartbeat(lab);
  const { report, durationMs } = await sees(lab);
  const known = knownOn('reference');
  const wrong = unexpected(report, known);
  const above = failures(report).filter((result) => !known.has(result.check) && !tolerated.has(result.severity));
  wrong.push(...above.map((result) => `${nameOf(result)} (${result.severity}): ${result.what ?? ''}`));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const memory = (await lab.docker.get(`/containers/${app}/stats?stream=0`)).memory_stats.usage;
  return `SAFE but for ${[...known].join(', ')}; check ${Math.round(durationMs)} ms, app ${Math.round(memory / 1e6)} MB`;
}

/** What a visitor gets: status of one request from the prober through the edge. @param {Reference} lab @param {string} path
 * @param {readonly string[]} [more] further arguments for curl(1) */
async function asked(lab, path, more = []) {
  const { stdout } = await lab.world.prober.run([
    ...['curl', '-sS', '-m', '10', '-o', '/dev/null', '-w', '%{http_code}', '--cacert', `${lab.secrets}/ca/ca.pem`],
    ...['--resolve', `${name}:443:${addresses.edge.v4}`, ...more, `https://${name}${path}`],
  ]);
  return Number(stdout);
}

/** One request from the edge's own address to the server. @param {Reference} lab @param {string} host @param {readonly string[]} more */
function fromEdge(lab, host, more) {
  const to = ['--resolve', `${host}:443:${addresses.server.v4}`, '--resolve', `${host}:80:${addresses.server.v4}`];
  return lab.world.edge.run(['curl', '-sS', '-m', '5', '-o', '/dev/null', '-w', '%{http_code}', ...to, ...more]);
}

/** Actions where there are none, names that are not ours, strangers past the edge, and logins by the dozen. @param {Reference} lab */
async function frontRefuses(lab) {
  const action = ['-X', 'POST', '-H', 'Next-Action: 00', '-F', '0=x'];
  assert.equal(await asked(lab, '/'), 200);
  assert.equal(await asked(lab, '/', action), 403, 'a server action on a public page');
  assert.equal(await asked(lab, '/episodes/none', action), 403);
  assert.equal(await asked(lab, '/', ['-F', '0=x']), 403, 'a form without the header');
  assert.equal(await asked(lab, '/admin/login'), 200, 'the admin pages, from the office');
  assert.equal(await asked(lab, '/.env'), 403);
  assert.equal(
    (await fromEdge(lab, 'unknown.example', ['http://unknown.example/'])).code,
    52,
    'an unknown name: no answer',
  );
  assert.equal(
    (await fromEdge(lab, 'unknown.example', ['-k', 'https://unknown.example/'])).code,
    35,
    'nor a handshake',
  );
  const bare = await fromEdge(lab, name, ['-k', `https://${name}/`]);
  assert.equal(bare.stdout, '400', "an address of the edge without the edge's certificate");
  const past = await lab.world.prober.run([
    'curl',
    '-sS',
    '-m',
    '2',
    '-o',
    '/dev/null',
    `http://${addresses.server.v4}/`,
  ]);
  assert.equal(past.code, 28, 'the origin itself: filtered');
  const login = ['-H', 'content-type: application/json', '-d', '{"email":"nobody@station.example","password":"x"}'];
  const answers = [];
  for (let index = 0; index < 14; index += 1) answers.push(await asked(lab, '/api/users/login', login));
  assert.equal(answers[0], 401);
  assert.ok(answers.includes(429), `no limit: ${answers.join(' ')}`);
  assert.equal(await asked(lab, '/api/users/first-register', login), 429, 'the limit is the address’s, not the path’s');
}

/** @param {Reference} lab @param {string} script */
const inApp = (lab, script) => lab.docker.exec(app, ['env', '-u', 'NODE_OPTIONS', 'node', '-e', script]);

/** The container of the app as its compose file promises it. @param {Reference} lab */
async function wallsHold(lab) {
  const { State, HostConfig } = await lab.docker.inspect(app);
  const status = await lab.server.must(['grep', '-E', '^(Uid|CapBnd|NoNewPrivs)', `/proc/${State.Pid}/status`]);
  assert.match(status, /Uid:\t1000\t1000\t1000\t1000/);
  assert.match(status, /CapBnd:\t0{16}/);
  assert.match(status, /NoNewPrivs:\t1/);
  assert.deepEqual([HostConfig.Memory, HostConfig.PidsLimit, HostConfig.NanoCpus], [768 * 2 ** 20, 200, 1.5e9]);
  const write = (/** @type {string} */ path) =>
    `try { require('fs').writeFileSync('${path}', 'x') } catch (error) { process.exit(error.code === 'EROFS' || error.code === 'EACCES' ? 3 : 4) }`;
  assert.equal(await inApp(lab, write('/app/server.js')), 3, 'the app cannot change itself');
  assert.equal(await inApp(lab, write('/usr/local/bin/x')), 3);
  assert.equal(await inApp(lab, write('/data/media/x')), 0, 'uploads have their place');
  const dial = `require('net').connect(443, '${addresses.sink.v4}').on('error', () => process.exit(3)).setTimeout(800, () => process.exit(7))`;
  assert.equal(await inApp(lab, dial), 7, 'nothing goes out');
  const filter = await lab.server.must(['nft', 'list', 'chain', 'inet', 'station', 'forward']);
  assert.match(filter, /counter packets [1-9]\d* bytes \d+ drop/, 'and the filter counted it');
}

/** An editor logs in, uploads a picture, and a visitor sees it. @param {Reference} lab */
async function editorUploads(lab) {
  const script = `
    const base = 'http://127.0.0.1:3000/api';
    const json = { 'content-type': 'application/json' };
    const { token } = await (await fetch(base + '/users/login', { method: 'POST', headers: json, body: process.argv[1] })).json();
    const { deflateSync, crc32 } = await import('node:zlib');
    const chunk = (type, data) => { const body = Buffer.concat([Buffer.from(type), data]); const out = Buffer.alloc(body.length + 8); out.writeUInt32BE(data.length); body.copy(out, 4); out.writeUInt32BE(crc32(body), body.length + 4); return out; };
    const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
    const png = Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.from([0, 9, 9, 9]))), chunk('IEND', Buffer.alloc(0))]);
    const form = new FormData();
    form.set('_payload', JSON.stringify({ alt: 'a dot' }));
    form.set('file', new Blob([png], { type: 'image/png' }), 'dot.png');
    const made = await fetch(base + '/media', { method: 'POST', headers: { authorization: 'JWT ' + token }, body: form });
    process.exit(made.status === 201 ? 0 : 5);`;
  const credentials = JSON.stringify(lab.admin);
  const code = await lab.docker.exec(app, [
    'env',
    '-u',
    'NODE_OPTIONS',
    'node',
    '--input-type=module',
    '-e',
    script,
    credentials,
  ]);
  assert.equal(code, 0, 'the upload');
  assert.equal(await asked(lab, '/api/media/file/dot.png'), 200);
}

/** Makes the file system read-only but for what the unit names, then runs with the unit's rights (systemd.exec(5)). */
const confined = `
set -e
for path in $WRITABLE; do [ -e "$path" ] && mount --bind "$path" "$path"; done
for path in / /root /run /srv /opt /usr/local /var/log; do mount -o remount,bind,ro "$path"; done
exec setpriv --bounding-set "-all$RIGHTS" --no-new-privs "$@"`;

/** The timer's unit has the rights that a whole check takes: all is answered as for root, in a file system that it cannot
 * write. @param {Reference} lab */
async function unitSeesAll(lab) {
  const unit = await readFile(`${lab.server.root}/etc/systemd/system/candor-check.service`, 'utf8');
  const words = (/** @type {string} */ key) => new RegExp(`^${key}=(.+)$`, 'm').exec(unit)?.[1]?.split(' ') ?? [];
  const rights = words('CapabilityBoundingSet').map((name) => `,+${name.replace('CAP_', '').toLowerCase()}`);
  const writable = words('ReadWritePaths').map((path) => path.replace(/^-/, ''));
  const set = `WRITABLE='${writable.join(' ')}'; RIGHTS='${rights.join('')}'`;
  const wrap = ['unshare', '--mount', 'sh', '-c', `${set}${confined}`, 'sh'];
  await ageContainers(lab.server, lab.docker);
  await heartbeat(lab);
  const { report } = await check(lab.server, ['--config', 'candor.yaml', '--case', '/tmp/case'], { wrap });
  const wrong = unexpected(report, knownOn('reference'));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return words('CapabilityBoundingSet').join(' ');
}

const loginChecks = ['MDB-12', 'MDB-14', 'MDB-16', 'MDB-17', 'PER-14'];

/** States of the checks that take a login. @param {Reference} lab */
async function withLogin(lab) {
  const { report } = await sees(lab);
  const own = report.results.filter(({ check }) => loginChecks.includes(check));
  const text = JSON.stringify(report);
  const secret = (await readFile(`${lab.server.root}/srv/station/secrets/mongo_audit_password`, 'utf8')).trim();
  assert.ok(!text.includes(secret), 'the password of the login is nowhere in the report');
  return Object.fromEntries(
    own.map(({ check, state, detail }) => [check, state === 'pass' ? state : `${state}: ${detail}`]),
  );
}

/** The declared login answers through the official driver and SCRAM-SHA-256; without the driver it is said. @param {Reference} lab */
async function loginAnswers(lab) {
  const hint = (await withLogin(lab))['MDB-14'] ?? '';
  assert.match(hint, /^unknown: .*the driver of MongoDB is not installed/);
  const takeAway = await placeMongoDriver(lab.server);
  try {
    assert.deepEqual(await withLogin(lab), Object.fromEntries(loginChecks.map((id) => [id, 'pass'])));
    const path = `${lab.server.root}/srv/station/secrets/audit_uri`;
    const right = await readFile(path, 'utf8');
    await writeFile(path, right.replace(/:[0-9a-f]{8}/, ':00000000'));
    assert.match((await withLogin(lab))['MDB-14'] ?? '', /^unknown: .*refused the login/);
    await writeFile(path, right);
  } finally {
    await takeAway();
  }
}

/** @type {Record<string, (lab: Reference) => Promise<string | void>>} */
export const stackCases = {
  'reference-safe': isSafe,
  'reference-unit-rights': unitSeesAll,
  'reference-database-login': loginAnswers,
  'reference-upload': editorUploads,
  'reference-walls': wallsHold,
  'reference-front': frontRefuses,
};
