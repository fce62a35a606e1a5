// The reference stack of examples/payload-stack: what its host files claim is so.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { browserMissing } from '../../examples/payload-stack/scripts/native/browser.mjs';
import { startNginx } from '../lib/host-setup.mjs';
import { openServer, placeCertificates, projectFolder } from '../lib/lab.mjs';
import { must } from '../lib/process.mjs';
import { openReference } from '../lib/reference.mjs';
import { exampleFolder } from '../lib/reference-app.mjs';
import { stackCases } from '../lib/reference-cases.mjs';
import { setHost } from '../lib/reference-host.mjs';
import { sameBson } from '../lib/same-bson.mjs';
import { Skipped } from '../lib/tally.mjs';
import { loadSteps, saidAt, toldByTour, tourIsWhole, walkStep } from '../lib/tour.mjs';

/** @typedef {Awaited<ReturnType<typeof openServer>>} Server */

/** Ends with the score that systemd-analyze(1) calls OK; above it is MEDIUM. */
const MAX_EXPOSURE = 5;

/** One list of the edge's addresses, in three forms. */
async function oneListOfRanges() {
  await must([process.execPath, `${exampleFolder}/scripts/edge-ranges.mjs`, '--check']);
}

/** nginx takes the files as they are, and starts with them. @param {Server} base */
async function nginxTakesTheFiles(base) {
  await placeCertificates(base.server, base.secrets);
  await cp(`${base.secrets}/ca/ca.pem`, `${base.server.root}/etc/ssl/station/edge-ca.pem`);
  await startNginx(base.server, `${exampleFolder}/nginx`);
}

/** The packet filter loads, and again over itself, beside a table of somebody else. @param {Server} base */
async function filterLoadsTwice({ server }) {
  await server.must(['nft', 'add', 'table', 'ip', 'docker-like']);
  for (const command of [
    ['nft', '-c', '-f'],
    ['nft', '-f'],
    ['nft', '-f'],
  ])
    await server.must([...command, '/etc/nftables.conf']);
  const tables = await server.must(['nft', 'list', 'tables']);
  assert.match(tables, /table ip docker-like/, 'the tables of others stay');
  assert.match(tables, /table inet station/);
}

/** systemd takes the units, and calls them OK or better. @param {Server} base */
async function unitsAreConfined({ server }) {
  const units = await readdir(`${exampleFolder}/host/systemd`);
  const notes = [];
  for (const unit of units) {
    await server.must(['systemd-analyze', 'verify', '--no-pager', `/etc/systemd/system/${unit}`]);
    if (!unit.endsWith('.service')) continue;
    const text = await server.must([
      'systemd-analyze',
      'security',
      '--offline=true',
      '--no-pager',
      `/etc/systemd/system/${unit}`,
    ]);
    const score = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(text)?.[1]);
    assert.ok(score < MAX_EXPOSURE, `${unit}: exposure ${score}`);
    notes.push(`${unit} ${score}`);
  }
  return notes.join(', ');
}

/** Secret files belong to the one container's user that reads them, nobody else; a second run keeps them. @param {Server} base */
async function secretsAreClosed({ server }) {
  const script = `${projectFolder}/scripts/make-secrets.sh`;
  await mkdir(`${server.root}${projectFolder}`, { recursive: true });
  await cp(`${exampleFolder}/scripts`, `${server.root}${projectFolder}/scripts`, { recursive: true });
  const list = () => server.must(['sh', '-c', `cd ${projectFolder}/secrets && stat -c '%a %u %n' . * && sha256sum *`]);
  await server.must(['sh', script]);
  const first = await list();
  await server.must(['sh', script]);
  assert.equal(await list(), first, 'a second run changes nothing');
  const rows = first.split('\n').filter((line) => /^\d{3} /.test(line));
  const owners = Object.fromEntries(rows.map((line) => [line.split(' ')[2], line.split(' ').slice(0, 2).join(' ')]));
  assert.deepEqual(owners, {
    '.': '700 0',
    audit_uri: '400 0',
    database_uri: '400 1000',
    development_secret: '400 1000',
    mongo_app_password: '400 999',
    mongo_audit_password: '400 999',
    mongo_root_password: '400 999',
    payload_secret: '400 1000',
    setup_code: '400 1000',
    stats_pgpass: '400 1000',
  });
}

/** @type {Record<string, (base: Server) => Promise<string | void>>} */
const hostCases = {
  'reference-ranges': oneListOfRanges,
  'reference-nginx': nginxTakesTheFiles,
  'reference-filter': filterLoadsTwice,
  'reference-units': unitsAreConfined,
  'reference-secrets': secretsAreClosed,
  'reference-bson': () => sameBson(),
};

const byHand = 'reference-by-hand';

/** `npm run stack -- --docker`, as its user runs it: with a real browser. */
async function runScript() {
  const missing = browserMissing();
  if (missing) throw new Skipped(`missing: ${missing}`);
  const picture = await mkdtemp(`${tmpdir()}/candor-lab-picture-`);
  try {
    const options = ['--docker', '--picture', `${picture}/admin.png`, '--port', '3570'];
    const output = await must([process.execPath, `${exampleFolder}/scripts/stack.mjs`, ...options], {
      timeoutMs: 180_000,
    });
    assert.match(output, /episode published, and read by a visitor/);
    assert.match(output, /\[(?:SAFE|INCONCLUSIVE|AT RISK), exit \d\]/);
    assert.ok((await stat(`${picture}/admin.png`)).size > 5000, 'a picture of the admin page');
  } finally {
    await rm(picture, { recursive: true });
  }
}

/** Names of the cases. */
export async function cases() {
  const steps = (await loadSteps()).map(([name]) => `tour-${name}`);
  return [...Object.keys(hostCases), ...Object.keys(stackCases), 'tour-text', ...steps, byHand];
}

/** @param {import('../lib/tally.mjs').Tally} tally @param {[string, (base: Server) => Promise<string | void>][]} wanted */
async function runOnHost(tally, wanted) {
  if (wanted.length === 0) return;
  const base = await openServer();
  try {
    await setHost(base.server, `${exampleFolder}/host`);
    for (const [name, body] of wanted) await tally.run(name, () => body(base));
  } finally {
    await base.close();
  }
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  /** @template T @param {Record<string, T>} all @returns {[string, T][]} */
  const chosen = (all) => Object.entries(all).filter(([name]) => wants(name));
  await runOnHost(tally, chosen(hostCases));
  if (wants('tour-text')) await tally.run('tour-text', tourIsWhole);
  const steps = (await loadSteps()).filter(([name]) => wants(`tour-${name}`));
  if (!moves && wants(byHand)) await tally.run(byHand, runScript);
  const onStack = moves ? [] : chosen(stackCases);
  if (onStack.length + steps.length === 0) return;
  const lab = await openReference();
  try {
    for (const [name, body] of onStack) await tally.run(name, () => body(lab));
    const told = await toldByTour();
    for (const [name, step] of steps)
      await tally.run(`tour-${name}`, () => walkStep(lab, step, moves ? [] : saidAt(told, name)));
  } finally {
    await lab.close();
  }
}
