import { notApplicable, type Outcome } from '../../core/check.js';
import type { Known } from '../../core/fact.js';
import type { AppPackage, NodeApp } from '../../facts/app.js';

/** One outcome for each app; no app at all, proven, is not applicable. */
export function forEachApp(
  apps: Known<readonly NodeApp[]>,
  judge: (app: NodeApp) => Outcome | readonly Outcome[],
): readonly Outcome[] {
  if (apps.value.length === 0) return [notApplicable(apps.evidence, 'no Node application runs here')];
  return apps.value.flatMap(judge);
}

/** One outcome for each app that has a package; an app proven to lack it is not applicable. */
export function forEachAppWith(
  packageName: string,
  apps: Known<readonly NodeApp[]>,
  judge: (app: NodeApp, found: AppPackage | null) => Outcome | readonly Outcome[],
): readonly Outcome[] {
  return forEachApp(apps, (app) => {
    const found = app.packages.find((row) => row.name === packageName) ?? null;
    if (found === null && app.packagesComplete) {
      return notApplicable([app.ref], `${packageName} is not in the package list`, app.subject);
    }
    return judge(app, found);
  });
}
