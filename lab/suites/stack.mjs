// The stack of the case: healthy, then each seeded defect.
import { readdir, readFile } from 'node:fs/promises';
import { ageContainers } from '../lib/ageing.mjs';
import { check, failures, nameOf } from '../lib/candor.mjs';
import { openLab, visit } from '../lib/lab.mjs';
import { until } from '../lib/process.mjs';
import { isGrave, isOpen, statusWithout } from '../lib/rest.mjs';

/** @type {{ known: { check: string, stack?: string, because: string }[] }} */
const knownFile = JSON.parse(await readFile(new URL('../known.json', import.meta.url), 'utf8'));
/** Ids of the checks that may fail on the healthy stack: known.json says why. */
export const known = knownOn('case');

/** Ids of the checks that may fail on one of the lab's stacks. @param {string} stack */
export function knownOn(stack) {
  const own = knownFile.known.filter((entry) => entry.stack === undefined || entry.stack === stack);
  return new Set(own.map((entry) => entry.check));
}

/** The seeded defects, by name. @returns {Promise<import('../lib/seed.mjs').Defect[]>} */
export async function loadDefects() {
  const folder = new URL('../defects/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.mjs')).sort();
  return Promise.all(names.map(async (name) => (await import(new URL(name, folder).href)).defect));
}

/** Names of the cases. */
export async function cases() {
  return ['healthy', ...(await loadDefects()).map((defect) => defect.id), 'healthy-again'];
}

/** What is wrong with a report of the healthy stack; empty when it is as it should be.
 * @param {import('../lib/candor.mjs').Report} report @param {ReadonlySet<string>} [allowed] ids of known.json */
export function unexpected(report, allowed = known) {
  const rest = report.results.filter((result) => !allowed.has(result.check) && (isGrave(result) || isOpen(result)));
  const wrong = rest.map(
    (result) =>
      `${nameOf(result)} ${result.state} (${result.severity}): ${result.what ?? ''} ${result.reason ?? ''} ${result.detail ?? ''}`,
  );
  const failed = new Set(failures(report).map((result) => result.check));
  for (const id of allowed) if (!failed.has(id)) wrong.push(`${id} is in known.json and does not fail`);
  const status = statusWithout(report, allowed);
  if (status !== 'SAFE')
    wrong.push(`verdict without known.json: ${status}; printed: ${report.verdict.status}: ${report.verdict.summary}`);
  return wrong;
}

/** The check as its user runs it. @param {import('../lib/lab.mjs').Lab} lab */
export const sees = (lab) => check(lab.server, ['--config', 'candor.yaml']);

/** @param {import('../lib/lab.mjs').Lab} lab */
async function expectHealthy(lab) {
  await lab.project.healthy();
  await ageContainers(lab.server, lab.docker);
  const { report, durationMs } = await sees(lab);
  const wrong = unexpected(report);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return `SAFE but for ${[...known].join(', ')}; ${Math.round(durationMs)} ms`;
}

/** @param {import('../lib/candor.mjs').Report} report @param {import('../lib/seed.mjs').Defect} defect */
function expectNamed(report, defect) {
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

/** Checks that a report must no longer fail because their defect was undone. @param {import('../lib/candor.mjs').Report} report
 * @param {readonly string[]} undone */
function expectGone(report, undone) {
  const left = failures(report).filter((result) => undone.includes(result.check));
  if (left.length > 0)
    throw new Error(
      `still there after the undo: ${left.map((result) => `${nameOf(result)} ${result.what ?? ''}`).join(', ')}`,
    );
}

/**
 * Applies one defect, looks, and undoes it. The same look shows that the defect before it is gone.
 * @param {import('../lib/lab.mjs').Lab} lab @param {import('../lib/seed.mjs').Defect} defect
 * @param {{ moves: boolean, undone: readonly string[] }} options
 */
async function runDefect(lab, defect, { moves, undone }) {
  const undo = await defect.apply(lab);
  try {
    if (moves) return 'moved';
    const { report } = await sees(lab);
    expectGone(
      report,
      undone.filter((id) => !defect.expects.includes(id)),
    );
    return expectNamed(report, defect);
  } finally {
    await undo();
    await until('the public page after the undo', async () => (await visit(lab.world, lab.secrets, '/')) === 200);
  }
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  const lab = await openLab();
  try {
    if (!moves && wants('healthy')) await tally.run('healthy', () => expectHealthy(lab));
    const defects = (await loadDefects()).filter((defect) => wants(defect.id));
    for (const [index, defect] of defects.entries()) {
      const undone = defects[index - 1]?.expects ?? [];
      await tally.run(defect.id, () => runDefect(lab, defect, { moves, undone }));
    }
    if (!moves && wants('healthy')) await tally.run('healthy-again', () => expectHealthy(lab));
  } finally {
    await lab.close();
  }
}
