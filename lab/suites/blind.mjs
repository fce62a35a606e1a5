// A stack with a dozen open doors, looked at by a check that cannot see well. Whatever is hidden: a door that was named
// never turns into a pass, no new pass appears, and more questions stay open than before.
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { bundleBlindings } from '../blind/bundle.mjs';
import { check, nameOf, runCandor } from '../lib/candor.mjs';
import { openLab } from '../lib/lab.mjs';
import { isOpen, statusWithout } from '../lib/rest.mjs';
import { known, loadDefects } from './stack.mjs';

/** Doors that are open during the whole suite. */
const seeded = [
  'database-published',
  'root-in-app',
  'docker-socket-mounted',
  'database-log-none',
  'login-without-limit',
  'ssh-with-passwords',
  'unknown-cron-entry',
  'unknown-systemd-unit',
  'unknown-login-key',
  'input-policy-accept',
  'secrets-readable-by-all',
  'deleted-executable-runs',
  'program-in-odd-place',
];
const args = ['--config', 'candor.yaml'];
const FORTY_DAYS_MS = 40 * 86_400_000;

/** @typedef {import('../lib/candor.mjs').Report} Report */

/** @returns {Promise<import('../lib/blinding.mjs').Blinding[]>} */
async function loadBlindings() {
  const folder = new URL('../blind/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.mjs') && name !== 'bundle.mjs').sort();
  return (await Promise.all(names.map(async (name) => (await import(new URL(name, folder).href)).blindings))).flat();
}

/** Names of the cases. */
export async function cases() {
  return [
    ...(await loadBlindings()).map((blinding) => blinding.id),
    ...bundleBlindings.map((blinding) => blinding.id),
    'bundle-stale-advisories',
  ];
}

/** What a blinded report may not say. @param {Report} whole @param {Report} blinded @param {ReadonlySet<string>} doors */
export function faults(whole, blinded, doors) {
  const passed = new Set(whole.results.filter((result) => result.state === 'pass').map(nameOf));
  const found = [];
  for (const result of blinded.results) {
    if (doors.has(result.check) && result.state === 'pass' && !passed.has(nameOf(result)))
      found.push(`${nameOf(result)} was an open door and passes`);
    else if (
      result.state === 'pass' &&
      !passed.has(nameOf(result)) &&
      whole.results.some((other) => nameOf(other) === nameOf(result))
    )
      found.push(`${nameOf(result)} passes only when blinded`);
  }
  if (blinded.verdict.status === 'SAFE' || statusWithout(blinded, known) === 'SAFE') found.push('SAFE');
  return found;
}

/** Required results without an answer. @param {Report} report */
const openCount = (report) => report.results.filter(isOpen).length;

/** @param {Report} whole @param {Report} blinded @param {ReadonlySet<string>} doors */
function judge(whole, blinded, doors) {
  const found = faults(whole, blinded, doors);
  if (found.length > 0) throw new Error(found.join('\n'));
  return `${blinded.verdict.status}, open ${openCount(whole)} → ${openCount(blinded)}`;
}

/** @param {import('../lib/lab.mjs').Lab} lab @param {import('../lib/blinding.mjs').Blinding} blinding @param {Report} whole
 * @param {ReadonlySet<string>} doors @param {boolean} moves */
async function runLive(lab, blinding, whole, doors, moves) {
  const undo = (await blinding.apply?.(lab)) ?? (async () => {});
  try {
    if (moves) return 'moved';
    const { report, durationMs } = await check(lab.server, [...args, ...(blinding.args ?? [])], blinding.how);
    return `${judge(whole, report, doors)}, ${Math.round(durationMs)} ms`;
  } finally {
    await undo();
  }
}

/** Bytes of an artefact after its loss. @param {Buffer} bytes @param {string} loss */
function damaged(bytes, loss) {
  if (loss === 'half') return bytes.subarray(0, bytes.length >> 1);
  return loss === 'empty' ? Buffer.alloc(0) : Buffer.from('\u0000\u0001 <<< {{{ "\n');
}

/** @param {string} folder @param {import('../blind/bundle.mjs').BundleBlinding} blinding */
async function damage(folder, { artifact, loss }) {
  const manifest = JSON.parse(await readFile(`${folder}/manifest.json`, 'utf8'));
  const entries = manifest.artifacts.filter((/** @type {any} */ entry) => entry.id === artifact && entry.path);
  if (entries.length === 0) return false;
  for (const entry of entries) {
    if (loss === 'half' || loss === 'empty' || loss === 'garbage') {
      const bytes = damaged(await readFile(`${folder}/${entry.path}`), loss);
      await writeFile(`${folder}/${entry.path}`, bytes);
      Object.assign(entry, { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length });
      if (loss === 'half') entry.status = 'truncated';
    } else if (loss !== 'unlisted') {
      for (const key of ['path', 'sha256', 'sizeBytes']) delete entry[key];
      Object.assign(entry, { status: loss, detail: 'taken away by the lab' });
    }
  }
  if (loss === 'unlisted')
    manifest.artifacts = manifest.artifacts.filter((/** @type {any} */ entry) => entry.id !== artifact);
  await writeFile(`${folder}/manifest.json`, JSON.stringify(manifest));
  return true;
}

/** A copy of the whole bundle, changed, and judged. @param {import('../lib/lab.mjs').Lab} lab
 * @param {(folder: string) => Promise<boolean>} change */
async function judgeChanged(lab, change) {
  const folder = '/srv/bundle-changed';
  const here = `${lab.server.root}${folder}`;
  await rm(here, { recursive: true, force: true });
  await cp(`${lab.server.root}/srv/bundle`, here, { recursive: true });
  if (!(await change(here))) return null;
  return (await check(lab.server, ['--from', folder])).report;
}

/** @param {import('../lib/lab.mjs').Lab} lab */
async function collectBundle(lab) {
  const outcome = await runCandor(lab.server, ['collect', ...args, '-o', '/srv/bundle.tar.gz']);
  if (outcome.code !== 0) throw new Error(`candor collect: exit ${outcome.code}\n${outcome.stderr.slice(0, 800)}`);
  await mkdir(`${lab.server.root}/srv/bundle`);
  await lab.server.must([
    'sh',
    '-c',
    'cd /srv/bundle && tar xzf ../bundle.tar.gz && if [ ! -e manifest.json ]; then mv */* . ; fi',
  ]);
  return (await check(lab.server, ['--from', '/srv/bundle'])).report;
}

/** @param {import('../lib/tally.mjs').Tally} tally @param {(name: string) => boolean} wants
 * @param {import('../lib/lab.mjs').Lab} lab @param {ReadonlySet<string>} doors */
async function runBundles(tally, wants, lab, doors) {
  const wanted = bundleBlindings.filter((blinding) => wants(blinding.id));
  if (wanted.length === 0 && !wants('bundle-stale-advisories')) return;
  /** @type {Report | null} */ let whole = null;
  await tally.run('bundle-collected', async () => {
    whole = await collectBundle(lab);
  });
  if (whole === null) return;
  const baseline = /** @type {Report} */ (whole);
  for (const blinding of wanted) {
    await tally.run(blinding.id, async () => {
      const report = await judgeChanged(lab, (folder) => damage(folder, blinding));
      return report === null ? 'not in the bundle' : judge(baseline, report, doors);
    });
  }
  await tally.run('bundle-stale-advisories', async () => {
    const report = await judgeChanged(lab, (folder) => moveCapture(folder, FORTY_DAYS_MS));
    const state = report?.results.find((result) => result.check === 'IMG-15')?.state;
    if (report === null || state === 'pass') throw new Error('advisory data forty days old counts as fresh');
    return `IMG-15 ${state}`;
  });
}

/** The same bundle, captured later. @param {string} folder @param {number} byMs */
async function moveCapture(folder, byMs) {
  const text = await readFile(`${folder}/manifest.json`, 'utf8');
  const later = text.replace(
    /"(capturedAt|since)":\s*"([^"]+)"/g,
    (_, key, at) => `"${key}":"${new Date(Date.parse(at) + byMs).toISOString()}"`,
  );
  await writeFile(`${folder}/manifest.json`, later);
  return true;
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  const lab = await openLab();
  try {
    const defects = (await loadDefects()).filter((defect) => seeded.includes(defect.id));
    for (const defect of defects) await defect.apply(lab);
    const doors = new Set(defects.flatMap((defect) => defect.expects));
    const whole = moves ? null : (await check(lab.server, args)).report;
    for (const blinding of (await loadBlindings()).filter((each) => wants(each.id))) {
      await tally.run(blinding.id, () => runLive(lab, blinding, /** @type {Report} */ (whole), doors, moves));
    }
    if (!moves) await runBundles(tally, wants, lab, doors);
  } finally {
    await lab.close();
  }
}
