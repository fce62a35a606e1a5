import type { CollectorEnv } from '../collected.js';
import { errorCode } from '../env/error-code.js';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import type { PidEntry } from '../proc/pid-index.js';
import { hasPackageDigest } from './is-owned-unchanged.js';
import { normalPath, packageDatabase } from './package-database.js';

/** Larger programs of containers are not hashed: a database server has 180 MB, and its name says what it is. */
const MAX_CONTAINER_BYTES = 64 << 20;
const MAX_HOST_BYTES = 256 << 20;

/** What the package database of a process's own root says of its executable. */
export interface ExecutableOwner {
  /**
   * True: a package owns the path and the file there has the package's checksum. For a deleted executable this means
   * that an upgrade put a new file in its place. False: no package of the host knows the path, or the checksum differs.
   * Null: not looked up, or nothing to compare. Images install programs outside their packages (`COPY`), so that in a
   * container an unknown path is null.
   */
  readonly owned: boolean | null;
  readonly package: string | null;
}

const nobody: ExecutableOwner = { owned: null, package: null };
const roots = new WeakMap<CollectorEnv, Map<string, ReadOnlyFs>>();

/** The owner of a running executable: dpkg or apk of the host, or of the container through /proc/PID/root. */
export async function executableOwner(env: CollectorEnv, entry: PidEntry): Promise<ExecutableOwner> {
  if (entry.exe === null || !entry.exe.startsWith('/') || entry.exe.startsWith('/memfd:')) return nobody;
  const fs = rootOf(env, entry);
  const database = await packageDatabase(fs);
  if (database.size === 0) return nobody;
  const inContainer = entry.containerId !== null;
  const owner = database.get(normalPath(entry.exe));
  if (owner === undefined) return { owned: inContainer ? null : false, package: null };
  try {
    const equal = await hasPackageDigest(fs, entry.exe, owner, inContainer ? MAX_CONTAINER_BYTES : MAX_HOST_BYTES);
    return { owned: equal || (entry.exeDeleted ? null : false), package: owner.package };
  } catch (error) {
    // A package that was removed leaves no file to compare; a file that is too large or denied was not compared.
    return { owned: errorCode(error) === 'ENOENT' && !entry.exeDeleted ? false : null, package: owner.package };
  }
}

/** One view for each container, so that its database is read and its files are hashed once. */
function rootOf(env: CollectorEnv, { pid, containerId }: PidEntry): ReadOnlyFs {
  if (containerId === null) return env.fs;
  const known = roots.get(env) ?? new Map<string, ReadOnlyFs>();
  roots.set(env, known);
  const fs = known.get(containerId) ?? env.fs.within(`/proc/${pid}/root`);
  known.set(containerId, fs);
  return fs;
}
