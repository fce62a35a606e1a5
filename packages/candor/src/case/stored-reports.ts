import { CandorError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import type { CaseFiles } from './case-files.js';
import { sha256 } from './case-record.js';
import { type ChainedRecord, type ReadCase, type RecordedReport, reportBytes, reportOf } from './read-case.js';
import { reviveReport } from './revive-report.js';

/** A report of the case, by its record. */
export interface StoredReport extends RecordedReport {
  readonly record: ChainedRecord;
}

/** All reports of the case, in the order of their records. */
export function storedReports(read: ReadCase): StoredReport[] {
  return read.records.flatMap((record) => {
    const report = reportOf(record);
    return report ? [{ ...report, record }] : [];
  });
}

/** The report of an id, a beginning of it, its file name or its record's number; the last one without. */
export function findReport(read: ReadCase, wanted: string | undefined): StoredReport {
  const all = storedReports(read);
  const last = all.at(-1);
  if (!last) throw new CandorError('INPUT_INVALID', 'this case has no report yet', { hint: 'candor check --case DIR' });
  if (wanted === undefined) return last;
  const found =
    all.find((one) => fileId(one) === wanted || String(one.record.record.number) === wanted) ??
    all.find((one) => one.id === wanted) ??
    only(all.filter((one) => fileId(one).startsWith(wanted)));
  if (found) return found;
  throw new CandorError('INPUT_INVALID', `there is no report "${wanted}" in this case`, {
    hint: `the last ones: ${all.slice(-5).map(fileId).join(', ')}`,
  });
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

/** The name of a report in its case: its file without `reports/` and `.json`. */
export function fileId(report: RecordedReport): string {
  return report.file.slice('reports/'.length, -'.json'.length);
}

/** A stored report as a value. */
export function loadReport(files: CaseFiles, stored: StoredReport): Report {
  return reviveReport(loadBytes(files, stored), stored.file);
}

/** The bytes of a stored report; those that are not its record's end the run (exit 65). */
export function loadBytes(files: CaseFiles, stored: StoredReport): Buffer {
  const bytes = reportBytes(files, stored);
  if (bytes === null || sha256(bytes) !== stored.sha256)
    throw new CandorError(
      'CASE_EDITED',
      `the case history was edited: ${files.folder}/${stored.file} is not what records/${stored.record.name} names`,
      { hint: `restore it from a copy off this host; candor case verify --case ${files.folder} names all` },
    );
  return bytes;
}
