import { CandorError } from '../../core/errors.js';
import type { Policy } from '../../core/policy.js';
import { stateFolder } from '../folders.js';
import { loadPolicy } from '../load-policy.js';
import type { Terminal } from '../terminal.js';
import { applyPrepared } from './apply-prepared.js';
import type { FixOptions } from './fix-options.js';
import { prepareFix } from './prepare-fix.js';
import { shownAsJudged, shownOnThisHost } from './redact-file.js';
import { listFixes, undoCommand } from './run-undo.js';
import { shownFiles, shownFixes, showPlan, stepsAfter } from './show-plan.js';

/** `candor fix`: shows diffs for failed checks, applies them on a yes, takes them back. Exit code 0, or 1 when something is left. */
export async function runFix(wanted: string | undefined, options: FixOptions, terminal: Terminal): Promise<number> {
  const folder = `${stateFolder(terminal, process.geteuid?.() ?? 0)}/fixes`;
  if (options.list) return listFixes(folder, options, terminal);
  if (options.undo !== undefined) return undoCommand(folder, options, terminal);
  if (options.from !== undefined && options.apply)
    throw new CandorError('USAGE', '--apply works on the host itself, not on a bundle', {
      hint: 'leave --from out on that host',
    });
  const policy = loadPolicy(options.config);
  return fix(wanted ?? 'all', options, policy, folder, terminal);
}

async function fix(
  wanted: string,
  options: FixOptions,
  policy: Policy | null,
  folder: string,
  terminal: Terminal,
): Promise<number> {
  const prepared = await prepareFix(wanted, options, policy, terminal);
  const shown =
    options.from === undefined ? await shownOnThisHost(stateFolder(terminal, process.geteuid?.() ?? 0)) : shownAsJudged;
  const files = shownFiles(prepared, shown);
  const fixes = shownFixes(prepared, shown);
  if (!options.json) showPlan(prepared, files, fixes, terminal, options.apply !== true, wanted);
  if (options.apply) return applyPrepared(wanted, prepared, files, { options, policy, folder, terminal });
  if (options.json) {
    const steps = stepsAfter(prepared).map(({ command }) => command);
    terminal.stdout(`${JSON.stringify({ files, fixes, steps }, null, 2)}\n`);
  }
  return 0;
}
