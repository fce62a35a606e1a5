import { appendRecord } from '../../case/append-record.js';
import { caseFiles } from '../../case/case-files.js';
import { findCaseFolder } from '../../case/open-case.js';
import type { Applied } from '../../fix/apply/apply-plan.js';
import type { Terminal } from '../terminal.js';
import type { FixOptions } from './fix-options.js';

/** Writes into the ledger of the case, where there is one, what was done: so that it is not taken for an intruder's work. */
export function recordFix(applied: Applied, options: FixOptions, terminal: Terminal): void {
  const folder = findCaseFolder(options.case);
  if (folder === null) return;
  const at = terminal.now().toISOString();
  const written = applied.files.filter(({ state }) => state === 'written').map(({ path }) => path);
  const what = `candor fix ${applied.journal.id} wrote ${written.join(', ')}`.slice(0, 2000);
  appendRecord(caseFiles(folder), () => ({ kind: 'ledger', at, by: 'candor', body: { at, what } }));
}
