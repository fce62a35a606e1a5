import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { normalPath, type OwnedFile, type PackageDatabase } from './package-database.js';

const MAX_HASHED_BYTES = 256 << 20;
const compared = new WeakMap<ReadOnlyFs, Map<string, Promise<boolean>>>();

/**
 * Whether a file has its package's checksum; rejects with the system's error. Each file is read once in a collection:
 * the engine's programs are 100 MB each, and both the process listing and the verification ask for them.
 */
export function hasPackageDigest(
  fs: ReadOnlyFs,
  path: string,
  owner: OwnedFile,
  maxBytes = MAX_HASHED_BYTES,
): Promise<boolean> {
  const known = compared.get(fs) ?? new Map<string, Promise<boolean>>();
  compared.set(fs, known);
  const key = normalPath(path);
  const found =
    known.get(key) ??
    fs.digest(path, maxBytes, [owner.algorithm]).then((digest) => digest[owner.algorithm] === owner.digest);
  known.set(key, found);
  return found;
}

/** True when a package owns the file and its checksum is the package's; null when the file cannot be read. */
export async function isOwnedUnchanged(
  fs: ReadOnlyFs,
  database: PackageDatabase,
  path: string,
): Promise<boolean | null> {
  const owner = database.get(normalPath(path));
  return owner === undefined ? false : attempt(hasPackageDigest(fs, path, owner));
}
