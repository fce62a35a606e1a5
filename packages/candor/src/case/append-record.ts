import { randomUUID } from 'node:crypto';
import { CandorError } from '../core/errors.js';
import type { CaseFiles } from './case-files.js';
import { type CaseRecord, type NewRecord, recordBytes, recordLimitBytes, recordName, sha256 } from './case-record.js';
import { type ChainedRecord, claimName, openCase, type ReadCase, type RecordedReport, reportOf } from './read-case.js';

/** How often a writer tries again when another one was faster. */
const attempts = 200;

/** Appends one record; `make` is called anew when another writer was faster. Null from it = nothing is to be written. */
export function appendRecord(files: CaseFiles, make: (now: ReadCase) => NewRecord | null): ChainedRecord | null {
  files.prepare();
  for (let attempt = 0; attempt < attempts; attempt++) {
    const now = openCase(files);
    completeLast(files, now.records.at(-1) ?? null);
    const made = make(now);
    if (made === null) return null;
    const written = tryAppend(files, now, made);
    if (written) return written;
  }
  throw new CandorError('CASE_LOCKED', `${files.folder}: other writers were faster ${attempts} times`, {
    hint: 'try again; candor case verify says whether the folder is well',
  });
}

function tryAppend(files: CaseFiles, now: ReadCase, made: NewRecord): ChainedRecord | null {
  const before = now.records.at(-1) ?? null;
  const number = (before?.record.number ?? 0) + 1;
  const { kind, at, by, body } = made;
  const record: CaseRecord = {
    format: 'candor-record/1',
    number,
    kind,
    previous: before?.sha256 ?? null,
    at,
    by,
    body,
  };
  const bytes = recordBytes(record);
  if (bytes.length > recordLimitBytes)
    throw new CandorError('INPUT_INVALID', `a record of ${bytes.length} bytes is too large (${recordLimitBytes})`, {
      hint: 'split the import',
    });
  const temporary = `records/.tmp-${process.pid}-${randomUUID()}`;
  files.create(temporary, bytes);
  const won = files.claim(temporary, claimName(number));
  const chained = { record, name: recordName(record), sha256: sha256(bytes) };
  if (won) complete(files, chained);
  files.remove(temporary);
  return won ? chained : null;
}

/** Gives the claimed record its readable name, and its report too; each step may already be done. */
function complete(files: CaseFiles, chained: ChainedRecord): void {
  files.claim(claimName(chained.record.number), `records/${chained.name}`);
  const report = reportOf(chained);
  if (report && files.links(report.waited) > 0) finishReport(files, report);
  files.sync('records');
}

function finishReport(files: CaseFiles, report: RecordedReport): void {
  files.claim(report.waited, report.file);
  files.remove(report.waited);
  files.sync('reports');
}

/** Finishes what a killed writer left of the last record. */
function completeLast(files: CaseFiles, last: ChainedRecord | null): void {
  if (last) complete(files, last);
}

/** Appends a report and its record. `make` renders it for the history as it is now, and is called anew when that moved on. */
export function appendReport(
  files: CaseFiles,
  make: (now: ReadCase) => { bytes: Buffer; id: string; at: string; body: Readonly<Record<string, unknown>> },
): ChainedRecord | null {
  const written: string[] = [];
  const appended = appendRecord(files, (now) => {
    const { bytes, id, at, body } = make(now);
    const hash = sha256(bytes);
    const name = id.replace(/[^\w.-]/g, '_').slice(0, 150);
    const same = now.records.filter((one) => reportOf(one)?.file.startsWith(`reports/${name}`)).length;
    const file = `reports/${name}${same === 0 ? '' : `_${same + 1}`}.json`;
    const waited = `reports/.pending-${process.pid}-${randomUUID()}`;
    files.create(waited, bytes);
    written.push(waited);
    return { kind: 'report', at, by: 'candor', body: { id, file, sha256: hash, waited, ...body } };
  });
  for (const stale of written.slice(0, -1)) files.remove(stale);
  return appended;
}
