import { existingCase } from '../case/open-case.js';
import { type ChainedRecord, openCase, readCase } from '../case/read-case.js';
import { exitCodes } from '../core/errors.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Options that each command of a case takes. */
export interface CaseOptions {
  readonly case?: string;
  readonly json?: boolean;
}

/** `candor case list`: every record, one a line. */
export function listCase(options: CaseOptions, terminal: Terminal): void {
  const { records } = openCase(existingCase(options.case));
  if (options.json)
    terminal.stdout(
      `${JSON.stringify(
        records.map(({ record }) => record),
        null,
        2,
      )}\n`,
    );
  else terminal.stdout(records.length === 0 ? 'no record yet\n' : `${records.map(line).join('\n')}\n`);
}

function line({ record }: ChainedRecord): string {
  const { body } = record;
  const told = [
    body.verdict,
    body.id,
    body.check,
    body.what,
    body.value,
    body.claim,
    body.reason,
    body.source,
    body.fingerprint,
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .slice(0, 3)
    .join('  ');
  return plainLine(
    `${String(record.number).padStart(6, '0')} ${record.at.slice(0, 16)}Z ${record.kind} (${record.by}) ${told}`,
  ).slice(0, 200);
}

/** `candor case verify`: reads every byte of the case; 0 when it is as written, 65 with the names of what was edited. */
export function verifyCase(options: CaseOptions, terminal: Terminal): number {
  const files = existingCase(options.case);
  const { records, tampering, leftovers } = readCase(files, { reports: true });
  const head = records.at(-1);
  if (options.json)
    terminal.stdout(
      `${JSON.stringify({ intact: tampering.length === 0, records: records.length, head: head?.sha256 ?? null, tampering, leftovers }, null, 2)}\n`,
    );
  else {
    for (const one of tampering)
      terminal.stderr(`candor: ${files.folder}/${plainLine(one.name)} ${plainLine(one.what)}\n`);
    if (tampering.length === 0)
      terminal.stdout(`${records.length} records, chain intact; head ${head?.sha256 ?? '(none)'}\n`);
    for (const name of leftovers)
      terminal.stderr(`${files.folder}/${plainLine(name)} was never finished (a writer was interrupted): ignored\n`);
  }
  if (tampering.length > 0 && !options.json)
    terminal.stderr(`  hint: restore ${files.folder} from a copy off this host\n`);
  return tampering.length === 0 ? 0 : exitCodes.data;
}
