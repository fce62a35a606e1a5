import { upgradeTarget } from '../../advisories/upgrade-target.js';
import type { Incident } from '../../core/report.js';
import type { AdvisoryTable } from '../../facts/advisories.js';
import type { NodeApp } from '../../facts/app.js';

/** Versions to go to (UPGRADE_TARGET): outside every known range and inside the peer ranges of what is installed. */
export interface Upgrade {
  /** `next@16.4.5` */
  readonly targets: readonly string[];
  readonly warning: string | null;
}

/** The upgrade that closes a cause; null when the cause names no package or no clean release exists. */
export function upgradeFor(
  cause: Incident['rootCause'],
  apps: readonly NodeApp[],
  table: AdvisoryTable | null,
): Upgrade | null {
  if (!table || cause.package === null || cause.version === null) return null;
  const app = apps.find((one) => one.packages.some((entry) => entry.name === cause.package)) ?? apps[0];
  const installed = Object.fromEntries((app?.packages ?? []).map((entry) => [entry.name, entry.version]));
  const plan = upgradeTarget(table, cause.package, installed);
  if (!plan.found) return null;
  return {
    targets: plan.steps.map((step) => `${step.package}@${step.to}`),
    warning: `The first release after ${cause.version} that closes ${cause.advisory ?? 'this hole'} may have later holes of its own; the versions named here are outside all of them as of the advisory data's date.`,
  };
}
