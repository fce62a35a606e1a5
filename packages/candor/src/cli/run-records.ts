import { readFileSync, statSync } from 'node:fs';
import { appendRecord } from '../case/append-record.js';
import type { NewRecord } from '../case/case-record.js';
import { classifyIndicator } from '../case/indicators/classify-indicator.js';
import { importLimits, readIndicators } from '../case/indicators/read-indicators.js';
import { caseToWrite, existingCase } from '../case/open-case.js';
import { caseRecordsOf } from '../case/read-body.js';
import { type ChainedRecord, openCase } from '../case/read-case.js';
import { CandorError } from '../core/errors.js';
import { readDate } from '../verdict/dismissals/dismissal-terms.js';
import { author } from './ask.js';
import { plainLine } from './plain-text.js';
import type { CaseOptions } from './run-case.js';
import type { Terminal } from './terminal.js';

/** Options of the commands that record a sentence or an indicator. */
export interface RecordOptions extends CaseOptions {
  readonly author?: string;
  readonly at?: string;
  readonly until?: string;
  readonly source?: string;
}

/** `candor ledger add`: what a responder did, and when. */
export async function addToLedger(what: string, options: RecordOptions, terminal: Terminal): Promise<void> {
  const now = terminal.now().toISOString();
  const at = options.at === undefined ? now : dateOption(options.at, '--at').toISOString();
  if (what.trim() === '') throw new CandorError('USAGE', 'what was done? the text is empty');
  await record({ kind: 'ledger', body: { at, what: what.trim().slice(0, 2000) } }, options, terminal);
}

/** `candor note watch`: an open question until a day; the next hit is a finding. */
export async function watchIndicator(value: string, options: RecordOptions, terminal: Terminal): Promise<void> {
  const indicator = indicatorOption(value);
  const until = dateOption(options.until ?? '', '--until');
  if (until <= terminal.now())
    throw new CandorError('USAGE', `--until ${options.until} is over already`, { hint: 'name a day to come' });
  await record({ kind: 'note', body: { ...indicator, until: until.toISOString() } }, options, terminal);
}

/** `candor indicators add`. */
export async function addIndicators(
  values: readonly string[],
  options: RecordOptions,
  terminal: Terminal,
): Promise<void> {
  const indicators = values.map(indicatorOption);
  const source = options.source ?? 'added by hand';
  await record({ kind: 'indicator', body: { source, indicators } }, options, terminal);
}

/** `candor indicators import`: plain list, STIX 2.1, MISP, CSV. */
export async function importIndicators(file: string, options: RecordOptions, terminal: Terminal): Promise<void> {
  const read = readIndicators(readBounded(file));
  if (!read.ok)
    throw new CandorError('INPUT_INVALID', `${file}: ${read.reason}`, {
      hint: 'a list with one indicator a line, a STIX 2.1 bundle, a MISP event or CSV with a header',
    });
  const { indicators, skipped, format } = read.value;
  if (indicators.length === 0)
    throw new CandorError('INPUT_INVALID', `${file}: no indicator in it (${reasons(skipped) || 'it is empty'})`);
  const source = options.source ?? file.split('/').at(-1) ?? file;
  await record({ kind: 'indicator', body: { source, format, indicators, skipped } }, options, terminal);
  if (!options.json)
    terminal.stdout(
      `${indicators.length} indicators (${format})${reasons(skipped) ? `; left out: ${reasons(skipped)}` : ''}\n`,
    );
}

function reasons(skipped: Readonly<Record<string, number>>): string {
  return Object.entries(skipped)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
}

/** `candor indicators list`: all that the case looks for. */
export function listIndicators(options: CaseOptions, terminal: Terminal): void {
  const files = existingCase(options.case);
  const { indicators } = caseRecordsOf(openCase(files).records, files.folder, '');
  const rows = [...new Map(indicators.map((one) => [`${one.type} ${one.value}`, one])).values()];
  if (options.json) terminal.stdout(`${JSON.stringify(rows, null, 2)}\n`);
  else
    terminal.stdout(
      rows.length === 0
        ? 'no indicator yet\n'
        : `${rows.map((one) => plainLine(`${one.type.padEnd(6)} ${one.value}  ${one.source}`)).join('\n')}\n`,
    );
}

/** `candor ledger list`: what was done, in order. */
export function listLedger(options: CaseOptions, terminal: Terminal): void {
  const entries = openCase(existingCase(options.case)).records.filter(({ record: one }) => one.kind === 'ledger');
  const rows = entries.map(({ record: one }) => ({ at: one.body.at, what: one.body.what, by: one.by }));
  if (options.json) terminal.stdout(`${JSON.stringify(rows, null, 2)}\n`);
  else
    terminal.stdout(
      rows.map((row) => `${plainLine(`${row.at} ${row.what} (${row.by})`)}\n`).join('') || 'nothing yet\n',
    );
}

async function record(
  made: Pick<NewRecord, 'kind' | 'body'>,
  options: RecordOptions,
  terminal: Terminal,
): Promise<void> {
  const by = await author(options.author, terminal);
  const files = caseToWrite(options.case);
  const chained = appendRecord(files, () => ({ ...made, at: terminal.now().toISOString(), by }));
  if (chained) printRecorded(chained, files.folder, options, terminal);
}

/** Says what was recorded, and where. */
export function printRecorded(chained: ChainedRecord, folder: string, options: CaseOptions, terminal: Terminal): void {
  if (options.json) terminal.stdout(`${JSON.stringify(chained.record, null, 2)}\n`);
  else terminal.stderr(`recorded: ${folder}/records/${chained.name}\n`);
}

function readBounded(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > importLimits.bytes) throw new Error(`${size} bytes, more than ${importLimits.bytes}`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CandorError(
      'INPUT_INVALID',
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function indicatorOption(value: string) {
  const one = classifyIndicator(value);
  if (one.ok) return one.indicator;
  throw new CandorError('INPUT_INVALID', `"${plainLine(value).slice(0, 80)}" is no indicator: ${one.reason}`, {
    hint: 'an address, a name, a URL, a path, a SHA-256, an MD5, a size over 64 KiB or a wallet',
  });
}

/** Reads a date of a flag. */
export function dateOption(text: string, flag: string): Date {
  const at = readDate(text);
  if (at === null)
    throw new CandorError('USAGE', `${flag} "${plainLine(text).slice(0, 40)}" is no date`, {
      hint: 'for example 2026-01-31, or 2026-01-31T12:00:00Z',
    });
  return at;
}
