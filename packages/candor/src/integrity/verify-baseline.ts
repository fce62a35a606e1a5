import { existsSync } from 'node:fs';
import type { BaselineFile, Scope } from './baseline-file.js';
import { compareTree } from './compare-tree.js';
import type { DpkgPackages } from './dpkg-packages.js';
import { explainDpkg } from './explain-dpkg.js';
import { explainNpm } from './explain-npm.js';
import type { Explanation } from './explanation.js';
import type { BytePath, Change } from './file-state.js';

/** A place that could not be looked at. */
export interface Blind {
  readonly path: BytePath;
  readonly why: string;
}

/** What differs from the baseline. */
export interface Verification {
  readonly looked: number;
  readonly explained: readonly Explanation[];
  readonly unexplained: readonly Change[];
  /** Changes beyond {@link mostChanges}, which are only counted. */
  readonly untold: number;
  readonly blind: readonly Blind[];
}

/** Changes that are held and explained; a change costs about 1 kB of memory. */
export const mostChanges = 200_000;

/** What a verification needs of the machine. */
export interface VerifyOptions {
  readonly full: boolean;
  readonly packages: DpkgPackages;
  readonly onProgress: (path: BytePath, looked: number) => void;
}

/** Compares the places with the baseline, and takes out what a package manager explains. */
export async function verifyBaseline(
  baseline: BaselineFile,
  roots: Scope['roots'],
  options: VerifyOptions,
): Promise<Verification> {
  const { excluded, roots: scope } = baseline.scope();
  const known = new Set(scope.map(({ path }) => path));
  const open = new Map<BytePath, Change>();
  const layers: Explanation[] = [];
  const blind: Blind[] = [];
  let untold = 0;
  let looked = 0;
  for (const { path: root, container } of roots) {
    const layer = container === null ? null : whatBecame(root, container, known.has(root));
    const ofLayer: Change[] = [];
    looked += await compareTree(root, baseline, {
      full: options.full,
      excluded: new Set(excluded),
      onChange: (change) => {
        if (open.size + ofLayer.length >= mostChanges) untold += 1;
        else if (layer === null) open.set(change.path, change);
        else ofLayer.push(change);
      },
      onBlind: (path, why) => blind.length < 1000 && blind.push({ path, why }),
      onProgress: (path, count) => options.onProgress(path, looked + count),
    });
    if (layer !== null && ofLayer.length > 0) layers.push({ cause: 'image', by: layer, changes: ofLayer });
  }
  const dpkg = explainDpkg(open, options.packages, baseline.packages());
  const explained = [...layers, ...(dpkg === null ? [] : [dpkg]), ...explainNpm(open)];
  return { looked, explained, unexplained: [...open.values()], untold, blind };
}

/** A layer comes and goes as a whole with its container; null for one that was there and is. */
function whatBecame(layer: BytePath, container: string, wasThere: boolean): string | null {
  if (!wasThere) return `container ${container}, younger than the baseline`;
  return existsSync(Buffer.from(layer, 'latin1')) ? null : `container ${container}, removed or made anew`;
}
