import { matchAdvisories } from '../../advisories/match.js';
import type { Advisory, AdvisoryTable } from '../../facts/advisories.js';
import type { NodeApp } from '../../facts/app.js';

/** An advisory with the package version that it meets. */
export interface KnownHole {
  readonly advisory: Advisory;
  readonly version: string;
}

/** The first known remote code execution in a package of the app; preconditions are not looked at (worst case). */
export function affectedByRce(app: NodeApp, table: AdvisoryTable): KnownHole | null {
  for (const { name, version } of app.packages) {
    const advisory = matchAdvisories(table, name, version).find((row) => row.remoteCodeExecution);
    if (advisory) return { advisory, version };
  }
  return null;
}
