import { CandorError } from '../../core/errors.js';
import { type Journal, journalIds, readJournal } from '../../fix/apply/journal.js';
import { standingOf, undoFix } from '../../fix/apply/undo-fix.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';
import type { FixOptions } from './fix-options.js';

/** `candor fix --list`: what was applied, and how its files stand now. */
export function listFixes(folder: string, options: FixOptions, terminal: Terminal): number {
  const journals = journalIds(folder).map((id) => readJournal(folder, id));
  const rows = journals.map((journal) => ({
    id: journal.id,
    at: journal.at,
    fixes: journal.fixes,
    files: journal.files.map((file) => ({ path: file.path, state: standingOf(file) })),
  }));
  if (options.json) terminal.stdout(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length === 0) terminal.stdout('No fix was applied on this host.\n');
  else
    for (const { id, fixes, files } of rows) {
      terminal.stdout(`${id}  ${plainLine(fixes.join(', '))}\n`);
      for (const { path, state } of files) terminal.stdout(`  ${state.padEnd(10)} ${plainLine(path)}\n`);
    }
  return 0;
}

/** `candor fix --undo [ID]`: the files of one applied fix as they were, byte for byte; the last one that is still in place without an id. */
export function undoCommand(folder: string, options: FixOptions, terminal: Terminal): number {
  const journal = options.undo === true ? lastInPlace(folder) : readJournal(folder, options.undo ?? '');
  const files = undoFix(folder, journal);
  if (options.json) terminal.stdout(`${JSON.stringify({ id: journal.id, files }, null, 2)}\n`);
  else
    for (const { path, state, because } of files)
      terminal.stdout(`${state.padEnd(10)} ${plainLine(path)}${because === null ? '' : `: ${plainLine(because)}`}\n`);
  const left = files.some(({ state }) => state === 'refused');
  if (!options.json && !left && files.some(({ state }) => state !== 'as-before'))
    terminal.stdout('The files are as they were. What was reloaded with them runs on until it is reloaded again.\n');
  return left ? 1 : 0;
}

function lastInPlace(folder: string): Journal {
  const journals = journalIds(folder).map((id) => readJournal(folder, id));
  const last = journals.findLast(({ files }) => files.some((file) => standingOf(file) !== 'as-before'));
  if (last) return last;
  throw new CandorError('FIX_NOT_FOUND', 'no applied fix is in place', { hint: 'candor fix --list' });
}
