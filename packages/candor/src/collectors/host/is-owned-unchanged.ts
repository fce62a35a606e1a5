import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { normalPath, type PackageDatabase } from './package-database.js';

const MAX_HASHED_BYTES = 256 << 20;

/** True when a package owns the file and its checksum is the package's; null when the file cannot be read. */
export async function isOwnedUnchanged(
  fs: ReadOnlyFs,
  database: PackageDatabase,
  path: string,
): Promise<boolean | null> {
  const owner = database.get(normalPath(path));
  if (owner === undefined) return false;
  const found = await attempt(fs.digest(path, MAX_HASHED_BYTES, [owner.algorithm]));
  return found === null ? null : found[owner.algorithm] === owner.digest;
}
