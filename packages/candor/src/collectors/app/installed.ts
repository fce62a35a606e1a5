import { mapLimited } from '../env/map-limited.js';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { readText } from '../proc/read-text.js';

/** One line of `app.installed`. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Below the app's folder: `node_modules/next`. */
  readonly path: string;
}

const MAX_PACKAGES = 6000;
const MAX_DEPTH = 6;

/** Packages under a `node_modules`, nested and pnpm ones included; `complete` is false when the bound was met. */
export async function installedPackages(
  fs: ReadOnlyFs,
  folder: string,
): Promise<{ packages: InstalledPackage[]; complete: boolean }> {
  const packages: InstalledPackage[] = [];
  let level = ['node_modules'];
  let complete = true;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === MAX_DEPTH || packages.length >= MAX_PACKAGES) {
      complete = false;
      break;
    }
    const folders = (await mapLimited(level, 8, (modules) => packageFolders(fs, folder, modules))).flat();
    const read = await mapLimited(folders.slice(0, MAX_PACKAGES - packages.length), 16, (path) =>
      readPackage(fs, folder, path),
    );
    packages.push(...read.filter((found) => found !== null));
    complete = complete && folders.length <= MAX_PACKAGES;
    level = (await mapLimited(folders, 16, (path) => nested(fs, folder, path))).flat();
  }
  return { packages, complete };
}

async function packageFolders(fs: ReadOnlyFs, folder: string, modules: string): Promise<string[]> {
  const entries = (await attempt(fs.entries(`${folder}/${modules}`))) ?? [];
  const lists = entries.map(async ({ name, kind }): Promise<string[]> => {
    if (kind !== 'directory' && !(kind === 'link' && modules === 'node_modules')) return [];
    if (name.startsWith('@')) {
      const scoped = (await attempt(fs.list(`${folder}/${modules}/${name}`))) ?? [];
      return scoped.map((inner) => `${modules}/${name}/${inner}`);
    }
    return name === '.pnpm' || !name.startsWith('.') ? [`${modules}/${name}`] : [];
  });
  return (await Promise.all(lists)).flat();
}

async function nested(fs: ReadOnlyFs, folder: string, path: string): Promise<string[]> {
  if (path.endsWith('/.pnpm')) {
    const stores = (await attempt(fs.list(`${folder}/${path}`))) ?? [];
    return stores.map((store) => `${path}/${store}/node_modules`);
  }
  const stat = await attempt(fs.lstat(`${folder}/${path}/node_modules`));
  return stat?.kind === 'directory' ? [`${path}/node_modules`] : [];
}

async function readPackage(fs: ReadOnlyFs, folder: string, path: string): Promise<InstalledPackage | null> {
  const text = await readText(fs, `${folder}/${path}/package.json`, 512 << 10);
  if (text === null) return null;
  try {
    const { name, version } = JSON.parse(text) as { name?: unknown; version?: unknown };
    return typeof name === 'string' && typeof version === 'string' ? { name, version, path } : null;
  } catch {
    // A package.json that is no JSON names no package; npm itself would refuse it.
    return null;
  }
}
