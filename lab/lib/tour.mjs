// The guided tour: what a step is, and the text of examples/payload-stack/TOUR.md that a run must bear out.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { check, failures, nameOf } from './candor.mjs';
import { exampleFolder } from './reference-app.mjs';

/**
 * One way to break the reference stack: the checks that must name it, how it gets there, and what else is said.
 * `args` goes to the check; `after` looks at the report as a whole.
 * @typedef {{ expects: readonly string[], args?: readonly string[], apply: (lab: import('./reference.mjs').Reference) => Promise<import('./seed.mjs').Undo>, after?: (report: import('./candor.mjs').Report) => void }} Step
 */

/** The steps by their name, in order. @returns {Promise<[string, Step][]>} */
export async function loadSteps() {
  const folder = new URL('../tour/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.mjs')).sort();
  return Promise.all(
    names.map(async (name) => [name.replace('.mjs', ''), (await import(new URL(name, folder).href)).step]),
  );
}

/** A sentence of the tour that a report must hold: numbers that change from run to run are `…` in it. @param {string} text */
function pattern(text) {
  const parts = text.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}

/** What the tour says that Candor says, by step: `- **CTR-02** critical: sentence`. */
export async function toldByTour() {
  const text = await readFile(`${exampleFolder}/TOUR.md`, 'utf8');
  const sections = text.split(/^## /m).slice(1);
  return sections.map((section) => {
    const lines = [...section.matchAll(/^- \*\*([A-Z]{3}-\d{2})\*\* (\w+): (.+)$/gm)];
    return {
      title: section.split('\n')[0] ?? '',
      step: /^Step `([\w-]+)`/m.exec(section)?.[1] ?? null,
      says: lines.map(([, check = '', severity = '', what = '']) => ({ check, severity, what: pattern(what) })),
    };
  });
}
/** @typedef {Awaited<ReturnType<typeof toldByTour>>[number]} Told */

/** The sentences of one step. @param {readonly Told[]} told @param {string} step */
export function saidAt(told, step) {
  const own = told.find((section) => section.step === step);
  if (own === undefined) throw new Error(`TOUR.md has no section with "Step \`${step}\`"`);
  return own.says;
}

/** Every step stands in the tour, and every section of it is a step. */
export async function tourIsWhole() {
  const told = (await toldByTour()).filter(({ step }) => step !== null);
  assert.deepEqual(
    told.map(({ step }) => step),
    (await loadSteps()).map(([name]) => name),
  );
  for (const { title, says } of told) assert.ok(says.length > 0, `"${title}" says nothing of what Candor says`);
}

/**
 * Breaks the stack, looks, and mends it: each check that the step names has failed with evidence, and each sentence that
 * the tour quotes stands in the report as it is quoted.
 * @param {import('./reference.mjs').Reference} lab @param {Step} step @param {Told['says']} says
 */
export async function walkStep(lab, step, says) {
  const undo = await step.apply(lab);
  try {
    if (says.length === 0) return 'moved';
    const { report } = await check(lab.server, ['--config', 'candor.yaml', ...(step.args ?? [])]);
    const failed = failures(report);
    const summary = failed.map((result) => `${nameOf(result)} ${result.severity}: ${result.what}`).join('\n');
    for (const id of step.expects) {
      const own = failed.filter((result) => result.check === id);
      assert.ok(own.length > 0, `${id} has not failed; failed:\n${summary}`);
      assert.ok(
        own.every(({ evidence }) => evidence.length > 0),
        `${id} has no evidence`,
      );
    }
    for (const { check: id, severity, what } of says) {
      const fits = failed.some(
        (result) => result.check === id && result.severity === severity && what.test(result.what ?? ''),
      );
      assert.ok(fits, `TOUR.md quotes ${id} ${severity} ${what}; said:\n${summary}`);
    }
    step.after?.(report);
    return `${step.expects.join(', ')} → ${report.verdict.status}`;
  } finally {
    await undo();
  }
}
