import { CandorError } from '../core/errors.js';
import type { CaseFiles } from './case-files.js';
import { type CaseRecord, parseRecord, recordLimitBytes, recordName, sha256 } from './case-record.js';

/** Largest report that is read back, in bytes. */
export const reportLimitBytes = 128 << 20;

/** One record with the hash that its successor must carry. */
export interface ChainedRecord {
  readonly record: CaseRecord;
  readonly name: string;
  readonly sha256: string;
}

/** Something that is not as it was written. */
export interface Tampering {
  readonly name: string;
  readonly what: string;
}

/** A whole case as read: the chain up to its end, what was edited, and what an interrupted writer left. */
export interface ReadCase {
  readonly records: readonly ChainedRecord[];
  readonly tampering: readonly Tampering[];
  /** Half-written files: ignored, named. */
  readonly leftovers: readonly string[];
}

/** `.000007` is the claim on number 7: a second name of the record's file, made first, so that one writer wins. */
export function claimName(number: number): string {
  return `records/.${String(number).padStart(6, '0')}`;
}

const namePattern = /^(\d{6,})-([a-z]+)\.json$/;

/** Other writers may be at work while a folder is listed: what looks wrong is looked at again. */
const readings = 5;

/** Reads the chain, with `reports` also every report's bytes. Never repairs and never throws for what it finds. */
export function readCase(files: CaseFiles, options: { readonly reports: boolean }): ReadCase {
  let read = readOnce(files, options.reports);
  for (let again = 1; read.tampering.length > 0 && again < readings; again++) read = readOnce(files, options.reports);
  return read;
}

function readOnce(files: CaseFiles, reports: boolean): ReadCase {
  // Reports are listed before records: a report that has its name has its record.
  const reportNames = files.list('reports').map((name) => `reports/${name}`);
  const names = files.list('records');
  const byNumber = new Map<number, string[]>();
  for (const name of names) {
    const number = Number(namePattern.exec(name)?.[1] ?? /^\.(\d{6,})$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isSafeInteger(number)) byNumber.set(number, [...(byNumber.get(number) ?? []), name]);
  }
  const last = Math.max(0, ...byNumber.keys());
  const records: ChainedRecord[] = [];
  const tampering: Tampering[] = [];
  for (let number = 1; number <= last; number++) {
    const read = readNumber(files, number, byNumber.get(number) ?? [], last, records.at(-1) ?? null);
    if ('what' in read) tampering.push(read);
    else records.push(read);
    if (tampering.length > 0) break;
  }
  const foreign = names.filter((name) => !namePattern.test(name) && !/^\.(?:\d{6,}|tmp-[\w-]+)$/.test(name));
  return {
    records,
    tampering: [
      ...tampering,
      ...foreign.map((name) => ({ name: `records/${name}`, what: 'is no record of candor' })),
      ...(tampering.length > 0 || !reports ? [] : checkReports(files, records, reportNames)),
    ],
    leftovers: [
      ...names.filter((name) => name.startsWith('.tmp-')).map((name) => `records/${name}`),
      ...waiting(records, reportNames),
    ],
  };
}

function readNumber(
  files: CaseFiles,
  number: number,
  names: readonly string[],
  last: number,
  before: ChainedRecord | null,
): ChainedRecord | Tampering {
  const named = names.filter((name) => !name.startsWith('.'));
  const label = `records/${named[0] ?? `${String(number).padStart(6, '0')}-*.json`}`;
  if (named.length > 1) return { name: `records/${named[1]}`, what: `is a second record ${number}` };
  // Only the last one may lack its name: a writer that was killed between its two steps still holds the temporary name.
  if (named.length === 0 && (number < last || files.links(claimName(number)) < 2))
    return { name: label, what: 'was deleted' };
  const bytes = files.read(named[0] === undefined ? claimName(number) : `records/${named[0]}`, recordLimitBytes);
  const record = bytes === null ? null : parseRecord(bytes);
  if (bytes === null || record === null) return { name: label, what: 'was edited: it is no record any more' };
  const claimed = files.read(claimName(number), recordLimitBytes);
  if (claimed !== null && !claimed.equals(bytes))
    return { name: label, what: 'was edited: it is not what was written' };
  if (record.number !== number || (named[0] !== undefined && named[0] !== recordName(record)))
    return { name: label, what: `was moved: it says that it is ${recordName(record)}` };
  const previous = before?.sha256 ?? null;
  if (record.previous !== previous)
    return before === null
      ? { name: label, what: 'is not the first of its chain: what came before was deleted' }
      : { name: `records/${before.name}`, what: `was edited, or replaced: ${recordName(record)} carries another hash` };
  return { record, name: recordName(record), sha256: sha256(bytes) };
}

/** The report file that a record points at, and its hash; null for other kinds. */
export function reportOf({ record }: ChainedRecord): RecordedReport | null {
  const { file, sha256: hash, id, waited } = record.body;
  if (record.kind !== 'report' || typeof file !== 'string' || typeof hash !== 'string' || typeof id !== 'string')
    return null;
  if (typeof waited !== 'string' || !/^reports\/\.pending-[\w-]{1,80}$/.test(waited)) return null;
  return /^reports\/\w[\w.-]{0,200}\.json$/.test(file) ? { file, sha256: hash, id, waited } : null;
}

/** A report as its record points at it; `waited` is its name until the record was in the chain. */
export interface RecordedReport {
  readonly file: string;
  readonly sha256: string;
  readonly id: string;
  readonly waited: string;
}

/** The bytes of a recorded report, also while it still waits for its name; null when they are gone. */
export function reportBytes(files: CaseFiles, report: RecordedReport): Buffer | null {
  return files.read(report.file, reportLimitBytes) ?? files.read(report.waited, reportLimitBytes);
}

function checkReports(
  files: CaseFiles,
  records: readonly ChainedRecord[],
  reportNames: readonly string[],
): Tampering[] {
  const known = new Set<string>();
  const found: Tampering[] = [];
  for (const chained of records.filter(({ record }) => record.kind === 'report')) {
    const report = reportOf(chained);
    if (!report) {
      found.push({ name: `records/${chained.name}`, what: 'points at no report' });
      continue;
    }
    known.add(report.file);
    const bytes = reportBytes(files, report);
    if (bytes === null) found.push({ name: report.file, what: `was deleted (records/${chained.name} names it)` });
    else if (sha256(bytes) !== report.sha256)
      found.push({ name: report.file, what: `was edited: records/${chained.name} carries another hash` });
  }
  const extra = reportNames.filter((name) => !isHidden(name) && !known.has(name));
  return [...found, ...extra.map((name) => ({ name, what: 'is in no record' }))];
}

function waiting(records: readonly ChainedRecord[], reportNames: readonly string[]): string[] {
  const expected = new Set(records.flatMap((one) => reportOf(one)?.waited ?? []));
  return reportNames.filter((name) => isHidden(name) && !expected.has(name));
}

function isHidden(name: string): boolean {
  return name.startsWith('reports/.');
}

/** The case of a folder, or the error that names what was edited (exit 65). */
export function openCase(files: CaseFiles): ReadCase {
  const read = readCase(files, { reports: false });
  const [first] = read.tampering;
  if (first)
    throw new CandorError('CASE_EDITED', `the case history was edited: ${files.folder}/${first.name} ${first.what}`, {
      hint: `restore ${files.folder} from a copy off this host; candor case verify --case ${files.folder} names all`,
    });
  return read;
}
