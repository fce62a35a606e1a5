import type { PlannedFile } from '../plan-fixes.js';

/** A planned file for tests of the applying half. */
export function plannedFile(
  path: string,
  before: string | null,
  after: string,
  mode: number | null = null,
): PlannedFile {
  return {
    path,
    kind: 'compose',
    subject: 'project:site',
    before,
    after,
    mode,
    fixes: ['CTR-03@container:site-app-1'],
  };
}
