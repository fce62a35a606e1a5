// `candor fix` on the stack with its seeded defects: all that have a mechanical remedy at once, written, brought into
// effect, seen to be gone; then every file byte for byte as it was. What may not be written is refused by name.
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { check, failures, nameOf, runCandor } from '../lib/candor.mjs';
import { reloadNginx, reloadSshd } from '../lib/host-setup.mjs';
import { openLab, projectFolder, visit } from '../lib/lab.mjs';
import { until } from '../lib/process.mjs';
import { loadDefects } from './stack.mjs';

/** Defects whose remedy needs no decision. The others ask what only a person knows, or are signs of a break-in. */
const mechanical = [
  'access-log-off',
  'app-port-on-all-interfaces',
  'cron-script-writable-from-container',
  'database-log-none',
  'database-published',
  'docker-socket-mounted',
  'etc-mounted',
  'host-pid-namespace',
  'login-without-limit',
  'nginx-localhost-upstream',
  'node-inspector-open',
  'privileged-container',
  'root-in-app',
  'secrets-readable-by-all',
  'security-headers-missing',
  'sensor-switched-off',
  'ssh-with-passwords',
  'sys-admin-capability',
  'unknown-names-answered',
];

/** Findings that another defect hides until it is fixed: a port on every address answers on [::1] too. */
const hidden = new Set(['NGX-04']);

/** A fix can bring a hidden finding to light: then a second one finds it. */
const ROUNDS = 2;

/** How often a fix is killed. */
const KILLS = 4;

/** @typedef {import('../lib/lab.mjs').Lab} Lab */
/** @typedef {{ path: string, state: string, because: string | null }} Outcome */
/** @typedef {{ id: string | null, files: Outcome[], fixed: string[], open: string[], waiting: string[] }} Fixed */

/** Names of the cases. */
export async function cases() {
  return ['fix-dry-run', 'fix-refused', 'fix-killed', 'fix-applied', 'fix-undone'];
}

/** `candor fix … --json` on the server. @param {Lab} lab @param {readonly string[]} args @returns {Promise<any>} */
async function fix(lab, ...args) {
  const outcome = await runCandor(lab.server, ['fix', ...args, '--json', '--offline', '--config', 'candor.yaml']);
  try {
    return JSON.parse(outcome.stdout);
  } catch (error) {
    throw new Error(`no answer (exit ${outcome.code}): ${outcome.stderr.slice(0, 800)}`, { cause: error });
  }
}

/** Hash, mode and owner of every file that a fix may touch. @param {Lab} lab */
async function snapshot(lab) {
  const { root } = lab.server;
  const folders = [
    '/etc/nginx',
    '/etc/nginx/sites-enabled',
    '/etc/nginx/snippets',
    '/etc/ssh',
    '/etc/cron.d',
    '/usr/local/sbin',
    projectFolder,
  ];
  /** @type {Map<string, string>} */ const found = new Map();
  for (const folder of folders) {
    for (const name of await readdir(`${root}${folder}`)) {
      const path = `${root}${folder}/${name}`;
      const { mode, uid, gid, nlink } = await stat(path);
      if (!(await stat(path)).isFile()) continue;
      const hash = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      found.set(`${folder}/${name}`, `${hash} ${mode.toString(8)} ${uid}:${gid} ${nlink}`);
    }
  }
  return found;
}

/** @param {ReadonlyMap<string, string>} before @param {ReadonlyMap<string, string>} after */
function differences(before, after) {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
}

/** @param {Lab} lab */
async function intoEffect(lab) {
  await lab.project.up();
  await reloadNginx(lab.server);
  await reloadSshd(lab.server);
  await until('the public page', async () => (await visit(lab.world, lab.secrets, '/')) === 200);
}

/** @param {Lab} lab @param {ReadonlyMap<string, string>} before @param {ReadonlySet<string>} expected */
async function dryRun(lab, before, expected) {
  const plan = await fix(lab, 'all');
  const planned = new Set(
    plan.fixes.filter((/** @type {any} */ one) => one.state === 'change').map((/** @type {any} */ one) => one.check),
  );
  const missing = [...expected].filter((id) => !planned.has(id) && !hidden.has(id));
  if (missing.length > 0) {
    const why = plan.fixes.filter((/** @type {any} */ one) => missing.includes(one.check));
    throw new Error(`no diff for ${missing.join(', ')}: ${JSON.stringify(why).slice(0, 1500)}`);
  }
  const changed = differences(before, await snapshot(lab));
  if (changed.length > 0) throw new Error(`a dry run changed ${changed.join(', ')}`);
  return `${plan.files.length} files, ${plan.fixes.filter((/** @type {any} */ one) => one.state === 'change').length} findings`;
}

/** A link in the place of the file, and a folder that is mounted read-only. @param {Lab} lab */
async function refusals(lab) {
  const file = `${lab.server.root}${projectFolder}/compose.yaml`;
  await rename(file, `${file}.real`);
  await symlink('compose.yaml.real', file);
  const linked = await fix(lab, 'CTR-03', '--apply', '--yes');
  await rm(file);
  await rename(`${file}.real`, file);
  const link = linked.shown?.find((/** @type {any} */ one) => one.path.endsWith('compose.yaml'));
  if (linked.id !== null || !/symbolic link/.test(link?.refused ?? ''))
    throw new Error(`a link was not refused: ${JSON.stringify(linked).slice(0, 600)}`);
  await lab.server.must(['sh', '-c', 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', projectFolder]);
  const sealed = await fix(lab, 'CTR-03', '--apply', '--yes').finally(() => lab.server.must(['umount', projectFolder]));
  const outcome = sealed.files?.[0];
  if (outcome?.state !== 'refused' || !/read-only/.test(outcome.because))
    throw new Error(`a read-only folder: ${JSON.stringify(sealed).slice(0, 600)}`);
  return `${link.refused}; ${outcome.because}`;
}

/** Killed at random moments, each file is the old or the new one, and the undo brings all back.
 * @param {Lab} lab @param {ReadonlyMap<string, string>} before */
async function killed(lab, before) {
  /** @type {Set<string>} */ const ids = new Set();
  for (let round = 0; round < KILLS; round += 1) {
    const delay = `${(1.5 + Math.random() * 3.5).toFixed(2)}`;
    const wrap = ['timeout', '-s', 'KILL', delay];
    await runCandor(lab.server, ['fix', 'all', '--apply', '--yes', '--json', '--offline', '--config', 'candor.yaml'], {
      wrap,
    });
    const list = await runCandor(lab.server, ['fix', '--list', '--json']);
    /** @type {string[]} */ const fresh = JSON.parse(list.stdout).flatMap((/** @type {any} */ one) =>
      ids.has(one.id) ? [] : [one.id],
    );
    for (const id of fresh) {
      ids.add(id);
      await fix(lab, '--undo', id);
    }
    const changed = differences(before, await snapshot(lab));
    if (changed.length > 0) throw new Error(`killed after ${delay} s: ${changed.join(', ')} is neither`);
  }
  return `${KILLS} kills, ${ids.size} after the journal was written`;
}

/** Applies, brings into effect, looks; once more when something came to light. The answer are the ids, the last first.
 * @param {Lab} lab @param {ReadonlySet<string>} expected */
async function applied(lab, expected) {
  /** @type {string[]} */ const ids = [];
  /** @type {string[]} */ let left = [];
  for (let round = 0; round < ROUNDS && (round === 0 || left.length > 0); round += 1) {
    /** @type {Fixed} */ const done = await fix(lab, 'all', '--apply', '--yes');
    const refused = (done.files ?? []).filter(({ state }) => state !== 'written');
    if (!done.id || refused.length > 0) throw new Error(`not written: ${JSON.stringify(done).slice(0, 1500)}`);
    ids.unshift(done.id);
    await intoEffect(lab);
    const { report } = await check(lab.server, ['--config', 'candor.yaml']);
    left = failures(report)
      .filter((result) => expected.has(result.check))
      .map((result) => `${nameOf(result)}: ${result.what}`);
  }
  if (left.length > 0) throw new Error(`not fixed: ${left.join('\n')}`);
  return ids;
}

/** @param {Lab} lab @param {ReadonlyMap<string, string>} before @param {readonly string[]} ids */
async function undone(lab, before, ids) {
  /** @type {Outcome[]} */ const files = [];
  for (const id of ids) files.push(...(await fix(lab, '--undo', id)).files);
  const left = files.filter(({ state }) => state === 'refused');
  if (ids.length === 0 || left.length > 0) throw new Error(JSON.stringify(left));
  const changed = differences(before, await snapshot(lab));
  if (changed.length > 0) throw new Error(`not as before: ${changed.join(', ')}`);
  return `${files.length} files byte for byte, with mode and owner`;
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  if (moves) return;
  const lab = await openLab();
  try {
    const defects = (await loadDefects()).filter(({ id }) => mechanical.includes(id));
    for (const defect of defects) await defect.apply(lab);
    const expected = new Set(defects.flatMap(({ expects }) => expects));
    const before = await snapshot(lab);
    if (wants('fix-dry-run')) await tally.run('fix-dry-run', () => dryRun(lab, before, expected));
    if (wants('fix-refused')) await tally.run('fix-refused', () => refusals(lab));
    if (wants('fix-killed')) await tally.run('fix-killed', () => killed(lab, before));
    /** @type {string[]} */ let ids = [];
    if (wants('fix-applied') || wants('fix-undone'))
      await tally.run('fix-applied', async () => {
        ids = await applied(lab, expected);
        return `${expected.size} checks fixed in ${ids.length} rounds, the site answers`;
      });
    if (wants('fix-undone')) await tally.run('fix-undone', () => undone(lab, before, ids));
  } finally {
    await lab.close();
  }
}
