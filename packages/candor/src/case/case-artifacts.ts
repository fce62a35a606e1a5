import { contentOf } from '../core/artifact-content.js';
import type { Artifact, Bundle } from '../core/evidence.js';
import type { CaseFiles } from './case-files.js';
import { ledgerLines } from './read-body.js';
import type { ReadCase } from './read-case.js';
import { loadBytes, type StoredReport, storedReports } from './stored-reports.js';

/** How many of the newest reports a check reads whole; older ones count through their records (indicators, dismissals). */
export const reportsRead = 20;

/** Hash of the last report's bytes: what the next one carries as `previous`. */
export function lastReportHash(read: ReadCase): string | null {
  return storedReports(read).at(-1)?.sha256 ?? null;
}

/** The bundle with `case.reports` and `case.changes` of a case; `absent` where it was looked for and nothing is there. */
export function withCase(bundle: Bundle, files: CaseFiles, read: ReadCase): Bundle {
  const reports = storedReports(read).slice(-reportsRead);
  const ledger = ledgerLines(read.records);
  const own = [
    ...reports.map((one, index) => reportArtifact(bundle, files, one, index)),
    ...(ledger === null ? [] : [made(bundle, 'case.changes', `${files.folder}/records`, Buffer.from(ledger), 0)]),
  ];
  const given = bundle.artifacts.filter(
    (artifact) => !(artifact.id === 'case.reports' && artifact.status === 'absent'),
  );
  const looked = given.some((artifact) => artifact.id === 'case.reports') || reports.length > 0;
  const artifacts = looked
    ? [...given, ...own]
    : [...given, ...own, noReports(bundle, `no earlier reports in ${files.folder}`)];
  return { ...bundle, artifacts };
}

/** The bundle of a host without a case folder: earlier reports were looked for, and there are none. */
export function withoutCase(bundle: Bundle, folder: string): Bundle {
  if (bundle.artifacts.some((artifact) => artifact.id === 'case.reports')) return bundle;
  return { ...bundle, artifacts: [...bundle.artifacts, noReports(bundle, `no earlier reports in ${folder}`)] };
}

function reportArtifact(bundle: Bundle, files: CaseFiles, stored: StoredReport, index: number): Artifact {
  return made(bundle, 'case.reports', stored.file, loadBytes(files, stored), index);
}

function made(bundle: Bundle, id: string, file: string, bytes: Buffer, order: number): Artifact {
  return {
    id,
    subject: 'host',
    order,
    path: file,
    source: { file },
    filtered: false,
    capturedAt: bundle.header.capturedAt,
    status: 'ok',
    detail: null,
    ...contentOf(bytes),
  };
}

function noReports(bundle: Bundle, detail: string): Artifact {
  return {
    ...made(bundle, 'case.reports', '', Buffer.alloc(0), 0),
    path: null,
    source: null,
    status: 'absent',
    detail,
  };
}
