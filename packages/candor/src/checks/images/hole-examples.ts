import type { Examples } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type Advisory, advisoryTable } from '../../facts/advisories.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { exampleApp, exampleTable } from '../../facts/examples.js';
import { nextSources } from '../../facts/next-source.js';

/** Facts that every check about known holes reads. */
export const holeNeeds = { nodeApps, advisoryTable };
/** Facts that can prove a precondition absent. */
export const holeUses = { nextSources };

/** Examples of a check about known holes: the fixed and the vulnerable packages of one row. */
export function holeExamples(
  row: Advisory,
  packages: { readonly vulnerable: Readonly<Record<string, string>>; readonly fixed: Readonly<Record<string, string>> },
  more: { readonly pass?: Examples<typeof holeNeeds, typeof holeUses>['pass'] } = {},
): Examples<typeof holeNeeds, typeof holeUses> {
  const table = seen(exampleTable([row]));
  const [name = 'next'] = Object.keys(packages.vulnerable);
  return {
    pass: [
      { title: 'a fixed version', facts: { nodeApps: seen([exampleApp(packages.fixed)]), advisoryTable: table } },
      {
        title: 'no Node application at all',
        facts: { nodeApps: seen<readonly NodeApp[]>([]), advisoryTable: table },
        expect: 'not-applicable',
      },
      ...(more.pass ?? []),
    ],
    fail: [
      {
        title: 'a vulnerable version',
        facts: { nodeApps: seen([exampleApp(packages.vulnerable)]), advisoryTable: table },
      },
      {
        title: 'fixed on disk, vulnerable by the banner of the running process',
        facts: { nodeApps: seen([patchedOnDisk(packages)]), advisoryTable: table },
      },
    ],
    blind: [
      { title: 'no version could be read', facts: { nodeApps: unseen(), advisoryTable: table } },
      {
        title: `${name} was not seen in a list that is not whole`,
        facts: { nodeApps: seen([exampleApp({}, { packagesComplete: false })]), advisoryTable: table },
      },
      {
        title: 'a fixed version that is only declared',
        facts: { nodeApps: seen([declared(packages.fixed)]), advisoryTable: table },
      },
      {
        title: 'a fixed version that only a line of the log names',
        facts: { nodeApps: seen([declared(packages.fixed, 'banner')]), advisoryTable: table },
      },
      { title: 'no advisory data', facts: { nodeApps: seen([exampleApp(packages.fixed)]) } },
    ],
  };
}

/** An app whose versions stand in package.json, or in its log, alone. */
export function declared(
  packages: Readonly<Record<string, string>>,
  grade: 'declared' | 'banner' = 'declared',
): NodeApp {
  const app = exampleApp(packages, { packagesComplete: false });
  return { ...app, packages: app.packages.map((row) => ({ ...row, grade })) };
}

function patchedOnDisk(packages: {
  readonly vulnerable: Readonly<Record<string, string>>;
  readonly fixed: Readonly<Record<string, string>>;
}): NodeApp {
  const app = exampleApp(packages.fixed);
  const running = exampleApp(packages.vulnerable).packages.map((row) => ({ ...row, grade: 'banner' as const }));
  return { ...app, packages: [...app.packages, ...running] };
}
