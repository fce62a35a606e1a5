import { accessSync, constants, existsSync } from 'node:fs';
import { caseFiles } from '../case/case-files.js';
import { defaultCaseFolder, findCaseFolder } from '../case/open-case.js';
import { readCase } from '../case/read-case.js';
import { plainLine } from './plain-text.js';

/** What is to be said of the case folder before anybody relies on it. */
export interface CaseState {
  readonly folder: string;
  readonly state: 'none' | 'intact' | 'edited';
  readonly records: number;
  readonly lastReportAt: string | null;
  readonly writable: boolean;
  /** Names of files that are not as they were written. */
  readonly edited: readonly string[];
}

/** Reads every byte of the case folder (the named one, else `candor.d` of this folder); writes nothing. */
export function caseState(named: string | undefined): CaseState {
  const folder = findCaseFolder(named) ?? defaultCaseFolder;
  if (!existsSync(folder))
    return { folder, state: 'none', records: 0, lastReportAt: null, writable: false, edited: [] };
  const { records, tampering } = readCase(caseFiles(folder), { reports: true });
  return {
    folder,
    state: tampering.length > 0 ? 'edited' : 'intact',
    records: records.length,
    lastReportAt: records.findLast(({ record }) => record.kind === 'report')?.record.at ?? null,
    writable: isWritable(folder),
    edited: tampering.map((one) => one.name),
  };
}

/** The state in one line, with the way out. */
export function caseLine({ folder, state, records, lastReportAt, writable, edited }: CaseState): string {
  const name = plainLine(folder);
  if (state === 'none')
    return `No case folder: nothing tells new findings from old ones, or keeps a dismissal (mkdir ${name}, then candor check).`;
  if (state === 'edited')
    return `Case folder ${name} was edited: ${plainLine(edited.slice(0, 3).join(', '))} (candor case verify; restore it from a copy).`;
  const last = lastReportAt === null ? 'no report yet' : `last report ${plainLine(lastReportAt).slice(0, 16)}Z`;
  const locked = writable ? '' : ', but this account cannot write there (sudo, or --case)';
  return `Case folder ${name}: ${records} records, ${last}, chain intact${locked}.`;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false; // whatever the reason, nothing can be recorded there
  }
}
