import type { PlannedFix } from '../../fix/plan-fixes.js';
import { unifiedDiff } from '../../fix/text/unified-diff.js';
import { plainLine, plainText } from '../plain-text.js';
import type { Terminal } from '../terminal.js';
import { reloadsOf, type Step } from './effects.js';
import { applicable, type PreparedFix } from './prepare-fix.js';
import type { Shown } from './redact-file.js';

/** One file of the plan as it is printed. */
export interface ShownFile {
  readonly path: string;
  readonly patch: string;
  readonly fixes: readonly string[];
  /** Why candor does not edit it itself; null when it does. */
  readonly refused: string | null;
}

/** The diffs of a plan, without the values of secrets. */
export function shownFiles(prepared: PreparedFix, shown: Shown): ShownFile[] {
  return prepared.plan.files.map(({ path, kind, before, after, mode, fixes }) => {
    const from = prepared.files.get(path)?.mode ?? null;
    const text = {
      path,
      before: before === null ? null : shown(kind, path, before),
      after: shown(kind, path, after),
      ...(mode === null || mode === from ? {} : { mode: { from, to: mode } }),
    };
    return { path, patch: unifiedDiff(text), fixes, refused: prepared.refused.get(path) ?? null };
  });
}

/** One finding of the plan as it is printed. */
export interface ShownFix extends Omit<PlannedFix, 'effects' | 'drafts'> {}

/** The findings of a plan, their diffs without the values of secrets: only a remedy that was refused has one of its own. */
export function shownFixes(prepared: PreparedFix, shown: Shown): ShownFix[] {
  return prepared.plan.fixes.map(({ effects: _effects, drafts, ...fix }) => {
    const patches = drafts.map(({ path, kind, before, after }) =>
      unifiedDiff({
        path,
        before: before === null ? null : shown(kind, path, before),
        after: shown(kind, path, after),
      }),
    );
    return { ...fix, patch: patches.length === 0 ? null : patches.join('') };
  });
}

/** What has to run after the files are written. */
export function stepsAfter(prepared: PreparedFix): Step[] {
  return reloadsOf(
    prepared.plan.fixes.flatMap(({ effects }) => effects),
    prepared.sources,
  );
}

/** Prints the plan for a person. */
export function showPlan(
  prepared: PreparedFix,
  files: readonly ShownFile[],
  fixes: readonly ShownFix[],
  terminal: Terminal,
  isDryRun: boolean,
  wanted: string,
): void {
  for (const file of files) showFile(file, terminal);
  const changed = fixes.filter(({ state }) => state === 'change');
  list(
    terminal,
    'What it does:',
    changed.map(({ key, title }) => `${key}: ${title}`),
  );
  list(terminal, 'Keep in mind:', [...new Set(changed.flatMap(({ notes }) => notes))]);
  list(
    terminal,
    'Written already, not in effect:',
    fixes.filter(({ state }) => state === 'in-file-already').map(reason),
  );
  list(terminal, 'Left to you:', fixes.filter(({ state }) => state === 'refused').map(reason));
  for (const fix of fixes) showDraft(fix, terminal);
  list(terminal, 'No mechanical remedy (candor explain ID):', withoutRemedy(fixes));
  list(
    terminal,
    'To put it into effect:',
    stepsAfter(prepared).map(({ command, why }) => `${command.join(' ')}   # ${why}`),
  );
  if (fixes.length === 0) terminal.stdout(`${wanted === 'all' ? 'No check' : plainLine(wanted)} fails here.\n`);
  else if (files.length === 0) terminal.stdout('Nothing to write.\n');
  else if (isDryRun) terminal.stdout(lastLine(prepared, wanted));
}

function lastLine(prepared: PreparedFix, wanted: string): string {
  const count = applicable(prepared).size;
  return count === 0
    ? 'Nothing was changed, and candor would not write these files itself: the reasons are above.\n'
    : `Nothing was changed. To apply ${count === 1 ? 'it' : `all ${count}`}: candor fix ${plainLine(wanted)} --apply (candor fix --undo takes it back).\n`;
}

/** What a person may do instead: the diff that was not taken for safe. */
function showDraft({ key, patch }: ShownFix, terminal: Terminal): void {
  if (patch === null) return;
  terminal.stdout(`For you to apply, or not (${plainLine(key)}):\n${plainText(patch)}\n`);
}

function showFile({ path, patch, refused }: ShownFile, terminal: Terminal): void {
  if (refused !== null) terminal.stdout(`${plainLine(path)} is not edited: ${plainLine(refused)}. For you to apply:\n`);
  for (const line of plainText(patch).split('\n').slice(0, -1)) terminal.stdout(`${coloured(line, terminal.colour)}\n`);
  terminal.stdout('\n');
}

function coloured(line: string, colour: boolean): string {
  if (!colour) return line;
  if (line.startsWith('+')) return `\u001b[32m${line}\u001b[0m`;
  if (line.startsWith('-')) return `\u001b[31m${line}\u001b[0m`;
  return line.startsWith('@@') ? `\u001b[36m${line}\u001b[0m` : line;
}

function reason({ key, because }: ShownFix): string {
  return `${key}: ${because ?? ''}`;
}

/** One line for all of them: they are findings like others, only without a diff. */
function withoutRemedy(fixes: readonly ShownFix[]): string[] {
  const ids = [...new Set(fixes.filter(({ state }) => state === 'none').map(({ check }) => check))].sort();
  return ids.length === 0 ? [] : [ids.join(', ')];
}

function list(terminal: Terminal, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  terminal.stdout(`${title}\n${lines.map((line) => `  ${plainLine(line)}\n`).join('')}\n`);
}
