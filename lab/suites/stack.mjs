// The stack of the case: healthy, then each seeded defect.
import { readdir, readFile } from 'node:fs/promises';
import { check, failures, nameOf } from '../lib/candor.mjs';
import { openLab, visit } from '../lib/lab.mjs';
import { until } from '../lib/process.mjs';

/** @type {{ known: { check: string, because: string }[] }} */
const { known } = JSON.parse(await readFile(new URL('../known.json', import.meta.url), 'utf8'));
const knownIds = new Set(known.map((entry) => entry.check));

/** The seeded defects, by name. @returns {Promise<import('../lib/seed.mjs').Defect[]>} */
export async function loadDefects() {
  const folder = new URL('../defects/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.mjs')).sort();
  return Promise.all(names.map(async (name) => (await import(new URL(name, folder).href)).defect));
}

/** Names of the cases. */
export async function cases() {
  return ['healthy', ...(await loadDefects()).map((defect) => defect.id)];
}

/** What the healthy stack may not show; empty when it is as it should be. @param {import('../lib/candor.mjs').Report} report */
export function unexpected(report) {
  const failed = failures(report).filter(
    (result) => !knownIds.has(result.check) && ['high', 'critical'].includes(result.severity),
  );
  const bad = failed.map((result) => `${nameOf(result)} ${result.what ?? ''}`);
  const wanted = known.length > 0 ? ['SAFE', 'AT RISK'] : ['SAFE'];
  if (!wanted.includes(report.verdict.status))
    bad.push(`verdict ${report.verdict.status}: ${report.verdict.summary ?? ''}`);
  return bad;
}

/** @param {import('../lib/lab.mjs').Lab} lab */
export const sees = (lab) => check(lab.server, ['--config', 'candor.yaml', '--since', '1s']);

/** @param {import('../lib/lab.mjs').Lab} lab */
async function expectHealthy(lab) {
  const { report, durationMs } = await sees(lab);
  const bad = unexpected(report);
  const open = report.results.filter((result) => result.state === 'unknown' || result.state === 'error');
  if (bad.length > 0)
    throw new Error(
      `${bad.join('\n')}\nopen: ${open.map((result) => `${nameOf(result)} ${JSON.stringify(result.reason)}`).join('\n')}`,
    );
  return `${report.verdict.status}, ${Math.round(durationMs)} ms`;
}

/** @param {import('../lib/lab.mjs').Lab} lab @param {import('../lib/seed.mjs').Defect} defect */
async function expectNamed(lab, defect) {
  const { report } = await sees(lab);
  const failed = failures(report);
  const named = defect.expects.filter((id) => failed.some((result) => result.check === id));
  if (named.length === defect.expects.length) return `${named.join(', ')} → ${report.verdict.status}`;
  const missing = defect.expects.filter((id) => !named.includes(id));
  const states = missing.flatMap((id) =>
    report.results
      .filter((result) => result.check === id)
      .map(
        (result) => `${nameOf(result)} ${result.state} ${result.what ?? ''} ${JSON.stringify(result.reason ?? null)}`,
      ),
  );
  throw new Error(`not named: ${missing.join(', ')}\n${states.join('\n')}\nfailed: ${failed.map(nameOf).join(', ')}`);
}

/** Applies one defect, looks, undoes it, looks again. @param {import('../lib/lab.mjs').Lab} lab
 * @param {import('../lib/seed.mjs').Defect} defect @param {boolean} moves without the program under test */
async function runDefect(lab, defect, moves) {
  const undo = await defect.apply(lab);
  let note = 'moved';
  try {
    if (!moves) note = await expectNamed(lab, defect);
  } finally {
    await undo();
  }
  await until('the public page after the undo', async () => (await visit(lab.world, lab.secrets, '/')) === 200);
  if (moves) return note;
  const { report } = await sees(lab);
  const left = failures(report).filter(
    (result) => defect.expects.includes(result.check) && !knownIds.has(result.check),
  );
  if (left.length > 0) throw new Error(`still there after the undo: ${left.map(nameOf).join(', ')}`);
  return note;
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  const lab = await openLab();
  try {
    if (!moves && wants('healthy')) await tally.run('healthy', () => expectHealthy(lab));
    for (const defect of await loadDefects()) {
      if (wants(defect.id)) await tally.run(defect.id, () => runDefect(lab, defect, moves));
    }
  } finally {
    await lab.close();
  }
}
