import { existsSync } from 'node:fs';
import { CandorError } from '../core/errors.js';
import { type CaseFiles, caseFiles } from './case-files.js';

/** The case folder of a working folder, where none is named. */
export const defaultCaseFolder = 'candor.d';

/** The folder that was named, or `candor.d` where it is there already; null = no case. */
export function findCaseFolder(named: string | undefined): string | null {
  if (named !== undefined) return named;
  return existsSync(defaultCaseFolder) ? defaultCaseFolder : null;
}

/** A case that must be there: to dismiss, amend, verify or print something of it. */
export function existingCase(named: string | undefined): CaseFiles {
  const folder = findCaseFolder(named);
  if (folder === null || !existsSync(folder))
    throw new CandorError('CASE_NOT_FOUND', `there is no case folder ${folder ?? defaultCaseFolder}`, {
      hint: 'candor check --case candor.d makes one',
    });
  return caseFiles(folder);
}

/** A case to record something in; made with the first record. */
export function caseToWrite(named: string | undefined): CaseFiles {
  return caseFiles(findCaseFolder(named) ?? defaultCaseFolder);
}
