import semver from 'semver';
import type { Advisory, AdvisoryTable } from '../facts/advisories.js';
import { fullVersion, upstreamVersion } from './version.js';

/**
 * True when a version lies inside an affected range. Pre-releases count as what they are: `15.4.0-canary.3` comes
 * before 15.4.0. nginx, Docker and runc versions of a distribution count by their upstream part.
 */
export function isAffected(row: Pick<Advisory, 'affected' | 'ecosystem'>, version: string): boolean {
  const comparable = comparableVersion(row.ecosystem, version);
  if (comparable === null) return false;
  return row.affected.some((range) => semver.satisfies(comparable, range, { includePrerelease: true, loose: true }));
}

/** Rows of the table that a version of a package is affected by, worst first. */
export function matchAdvisories(table: Pick<AdvisoryTable, 'rows'>, packageName: string, version: string): Advisory[] {
  return table.rows
    .filter((row) => row.package === packageName && isAffected(row, version))
    .sort((a, b) => Number(b.remoteCodeExecution) - Number(a.remoteCodeExecution) || (b.cvss ?? 0) - (a.cvss ?? 0));
}

/** The version as semver compares it; null when the text has none. */
export function comparableVersion(ecosystem: Advisory['ecosystem'], version: string): string | null {
  switch (ecosystem) {
    case 'npm':
    case 'node':
    case 'mongodb':
      return fullVersion(version);
    case 'nginx':
    case 'docker':
    case 'containerd':
      return fullVersion(upstreamVersion(version.replace(/^v/, '')));
    case 'runc':
      return fullVersion(version.replace(/[-+](?!rc)[\s\S]*$/, '')); // `1.1.5+ds1-1` is a distribution's; `-rc.1` is upstream's
    default:
      return ecosystem satisfies never;
  }
}
