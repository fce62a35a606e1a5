import type { DpkgPackages } from './dpkg-packages.js';
import type { Explanation } from './explanation.js';
import type { BytePath, Change } from './file-state.js';
import { withHash } from './read-state.js';

/** Folders and links have no sum: they count as unpacked when they are of the installation's time. Linux' images take minutes. */
const unpackMs = 600_000;

/**
 * Takes the changes out that packages explain which dpkg installed, upgraded or removed since the baseline: what is there
 * has the sum of the package, what is gone belonged to it and is not in its list any more. Anything else stays.
 */
export function explainDpkg(
  open: Map<BytePath, Change>,
  packages: DpkgPackages,
  stampsBefore: ReadonlyMap<string, string>,
): Explanation | null {
  const stamps = packages.stamps();
  const moved = [...stamps].filter(([name, stamp]) => stampsBefore.get(name) !== stamp).map(([name]) => name);
  const gone = [...stampsBefore.keys()].filter((name) => !stamps.has(name));
  const explained: Change[] = [];
  const by = new Set<string>();
  const still = new Set<BytePath>();
  const take = (change: Change, name: string) => {
    open.delete(change.path);
    explained.push(change);
    by.add(name);
  };
  for (const name of moved) {
    const atMs = packages.installedAtMs(name);
    for (const { path, md5 } of packages.files(name)) {
      const change = open.get(path);
      if (change?.after === null) still.add(path);
      else if (change !== undefined && isOfPackage(change, md5, atMs)) take(change, name);
    }
  }
  const replaced = new Set([...moved, ...gone]);
  for (const change of [...open.values()])
    if (change.after === null && change.owner !== null && replaced.has(change.owner) && !still.has(change.path))
      take(change, change.owner);
  if (explained.length === 0) return null;
  return { cause: 'package', by: nameAll([...by].sort(), packages, stampsBefore, stamps), changes: explained };
}

function isOfPackage({ path, after }: Change, md5: string | null, installedAtMs: number): boolean {
  if (after === null) return false;
  if (after.kind === 'file') return md5 !== null && withHash(path, after, 'md5').sha256 === md5;
  const changedAtMs = Number(after.ctimeNs.slice(0, -6));
  return (after.kind === 'folder' || after.kind === 'link') && Math.abs(changedAtMs - installedAtMs) <= unpackMs;
}

function nameAll(
  names: readonly string[],
  packages: DpkgPackages,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string {
  const told = names.slice(0, 5).map((name) => {
    const old = before.get(name)?.split(' ')[0];
    if (!after.has(name)) return `${name} ${old} (removed)`;
    const now = packages.version(name);
    return old === undefined || old === now ? `${name} ${now}` : `${name} ${old} → ${now}`;
  });
  const more = names.length > told.length ? ` and ${names.length - told.length} more` : '';
  return `${names.length === 1 ? 'package' : `${names.length} packages:`} ${told.join(', ')}${more}`;
}
