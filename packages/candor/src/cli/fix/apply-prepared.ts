import { randomBytes } from 'node:crypto';
import { createRunner } from '../../collectors/env/run-command.js';
import type { Policy } from '../../core/policy.js';
import { resultKey } from '../../core/result.js';
import { type Applied, applyPlan, type ReadyFile } from '../../fix/apply/apply-plan.js';
import { removeLeftovers, undoFix } from '../../fix/apply/undo-fix.js';
import { confirm } from '../confirm.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';
import { proofsOf, reloadsOf, runProofs, runReloads, type StepOutcome } from './effects.js';
import type { FixOptions } from './fix-options.js';
import { applicable, judged, type PreparedFix } from './prepare-fix.js';
import { recordFix } from './record-fix.js';
import type { ShownFile } from './show-plan.js';

/** What an application needs beside the plan. */
export interface FixRun {
  readonly options: FixOptions;
  readonly policy: Policy | null;
  readonly folder: string;
  readonly terminal: Terminal;
}

/** Enough for the proofs and reloads of every kind of file. */
const childLimit = 40;

/** A container that is made anew loses its layer, its processes and its memory (rule EVIDENCE_LOST). */
const keepFirst =
  'This host was broken into: nothing is put into effect. Keep the evidence first (docker export, docker logs, docker top), then run the commands below.\n';

/** A yes to writing is none to reloading. */
async function wantsReload({ options, terminal }: FixRun): Promise<boolean> {
  if (options.yes === true && options.reload !== true) return false;
  return confirm('Put it into effect now?', options.reload === true, terminal);
}

/** Asks once, writes, proves, reloads on a yes, checks again. Exit code 0, or 1 when something is left open. */
export async function applyPrepared(
  wanted: string,
  prepared: PreparedFix,
  shown: readonly ShownFile[],
  run: FixRun,
): Promise<number> {
  const { options, terminal } = run;
  const keys = applicable(prepared);
  const ready = readyFiles(prepared, keys);
  if (ready.length === 0) return nothingToWrite(prepared, shown, run);
  const files = ready.length === 1 ? 'this file' : `these ${ready.length} files`;
  if (!(await confirm(`Write ${files}?`, options.yes === true, terminal))) {
    terminal.stderr('Nothing was changed.\n');
    return 1;
  }
  removeLeftovers(run.folder);
  const applied = applyPlan(run.folder, ready, { now: terminal.now(), random: randomBytes(3).toString('hex') });
  const runner = createRunner(new AbortController().signal, childLimit);
  const effects = prepared.plan.fixes.filter(({ key }) => keys.has(key)).flatMap((fix) => fix.effects);
  const proofs = await runProofs(proofsOf(effects, prepared.sources), runner);
  if (proofs.some(({ state }) => state === 'failed')) return takenBack(applied, proofs, run);
  recordFix(applied, options, terminal);
  const steps = reloadsOf(effects, prepared.sources);
  const held = prepared.report.verdict.status === 'COMPROMISED';
  if (held) terminal.stderr(keepFirst);
  const reload = !held && steps.length > 0 && (await wantsReload(run));
  const reloads = reload ? await runReloads(steps, runner) : [];
  const outcome = await checkedAgain(wanted, keys, run);
  return told(
    applied,
    { proofs, reloads, waiting: reload ? [] : steps.map(({ command }) => command.join(' ')), ...outcome },
    run,
  );
}

function nothingToWrite(prepared: PreparedFix, shown: readonly ShownFile[], { options, terminal }: FixRun): number {
  if (options.json)
    terminal.stdout(
      `${JSON.stringify({ id: null, files: [], shown, fixed: [], open: openKeys(prepared) }, null, 2)}\n`,
    );
  return openKeys(prepared).length === 0 ? 0 : 1;
}

function openKeys(prepared: PreparedFix): string[] {
  return prepared.plan.fixes.filter(({ state }) => state !== 'none').map(({ key }) => key);
}

function readyFiles(prepared: PreparedFix, keys: ReadonlySet<string>): ReadyFile[] {
  return prepared.plan.files
    .filter((file) => file.fixes.every((key) => keys.has(key)))
    .map((planned) => ({ planned, read: prepared.files.get(planned.path) ?? null }));
}

/** A program does not accept what was written: nothing of it stays. */
function takenBack(applied: Applied, proofs: readonly StepOutcome[], { folder, options, terminal }: FixRun): number {
  const files = undoFix(folder, applied.journal);
  const failed = proofs.filter(({ state }) => state === 'failed');
  if (options.json)
    terminal.stdout(`${JSON.stringify({ id: applied.journal.id, takenBack: true, files, proofs }, null, 2)}\n`);
  else {
    for (const { command, words } of failed) terminal.stdout(`${command.join(' ')} refused it: ${plainLine(words)}\n`);
    for (const { path, state } of files) terminal.stdout(`${state} ${plainLine(path)}\n`);
    terminal.stdout('Everything was taken back; nothing was reloaded.\n');
  }
  return 1;
}

async function checkedAgain(wanted: string, keys: ReadonlySet<string>, { options, policy, terminal }: FixRun) {
  if (!options.json) terminal.stderr('checking again\n');
  const { report } = await judged({ ...options, quiet: true }, policy, terminal);
  const failing = new Set(report.results.filter(({ state }) => state === 'fail').map(resultKey));
  return {
    fixed: [...keys].filter((key) => !failing.has(key)),
    open: [...keys].filter((key) => failing.has(key)),
    wanted,
  };
}

interface Outcome {
  readonly proofs: readonly StepOutcome[];
  readonly reloads: readonly StepOutcome[];
  readonly waiting: readonly string[];
  readonly fixed: readonly string[];
  readonly open: readonly string[];
}

function told(applied: Applied, outcome: Outcome, { options, terminal }: FixRun): number {
  const { proofs, reloads, waiting, fixed, open } = outcome;
  const { id } = applied.journal;
  if (options.json)
    terminal.stdout(
      `${JSON.stringify({ id, files: applied.files, proofs, reloads, waiting, fixed, open }, null, 2)}\n`,
    );
  else {
    const say = (line: string) => terminal.stdout(`${plainLine(line)}\n`);
    for (const { path, state, because } of applied.files)
      say(`${state} ${path}${because === null ? '' : `: ${because}`}`);
    for (const { command, state, words } of [...proofs, ...reloads]) say(stepLine(command, state, words));
    for (const key of fixed) say(`fixed ${key}`);
    for (const key of open) say(waiting.length > 0 ? `written, not in effect yet: ${key}` : `not fixed: ${key}`);
    for (const command of waiting) say(`to do: ${command}`);
    say(`undo with: candor fix --undo ${id}`);
  }
  const failed = applied.files.some(({ state }) => state === 'refused') || reloads.some(({ state }) => state !== 'ok');
  return failed || open.length > 0 ? 1 : 0;
}

function stepLine(command: readonly string[], state: StepOutcome['state'], words: string): string {
  const text = command.join(' ');
  if (state === 'ok') return `ok ${text}`;
  return state === 'failed' ? `failed ${text}: ${words}` : `not run, ${command[0]} is not here: ${text}`;
}
