import { type BaselineFile, makeBaseline, type Scope } from './baseline-file.js';
import { compareTree, emptyTree } from './compare-tree.js';
import type { DpkgPackages } from './dpkg-packages.js';
import type { BytePath } from './file-state.js';
import type { Blind } from './verify-baseline.js';

/** What was taken into a baseline. */
export interface Initiated {
  readonly looked: number;
  readonly blind: readonly Blind[];
}

/** Makes a baseline of everything that the scope names; an older one stays until this one is whole. */
export async function initBaseline(
  store: string,
  scope: Scope,
  packages: DpkgPackages,
  onProgress: (path: BytePath, looked: number) => void,
): Promise<Initiated> {
  const blind: Blind[] = [];
  let looked = 0;
  await makeBaseline(store, async (baseline) => {
    for (const { path } of scope.roots)
      looked += await compareTree(path, emptyTree, {
        full: true,
        excluded: new Set(scope.excluded),
        onChange: (change) => baseline.accept([change]),
        onBlind: (where, why) => blind.length < 1000 && blind.push({ path: where, why }),
        onProgress: (where, count) => onProgress(where, looked + count),
      });
    baseline.setScope(scope);
    notePackages(baseline, packages);
  });
  return { looked, blind };
}

/** Writes down what is installed, and which path belongs to it. */
export function notePackages(baseline: BaselineFile, packages: DpkgPackages): void {
  const stamps = packages.stamps();
  baseline.setPackages(stamps, owned(packages, stamps.keys()));
}

function* owned(packages: DpkgPackages, names: Iterable<string>): Generator<readonly [BytePath, string]> {
  for (const name of names) for (const { path } of packages.files(name)) yield [path, name];
}
