import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { normalPath, type PackageDatabase } from './package-database.js';

/** Larger files are described without a hash. */
const MAX_HASHED_BYTES = 64 << 20;

/** A line of `docker.files` and `host.files`. */
export interface FileLine {
  readonly path: string;
  readonly sizeBytes: number;
  /** Octal, four digits: `0755`. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: string;
  readonly sha256: string | null;
  readonly magic: string | null;
  readonly packageOwned: boolean | null;
  readonly packageName: string | null;
}

/** Stats and, for regular files with `hash`, digests a file; null when it is gone or may not be read. */
export async function describeFile(
  fs: ReadOnlyFs,
  path: string,
  database: PackageDatabase,
  hash: boolean,
): Promise<FileLine | null> {
  const stat = await attempt(fs.lstat(path));
  if (stat === null) return null;
  const owner = database.get(normalPath(path));
  const algorithms = owner === undefined ? (['sha256'] as const) : (['sha256', owner.algorithm] as const);
  const readable = stat.kind === 'file' && hash;
  const digest = readable ? await attempt(fs.digest(path, MAX_HASHED_BYTES, algorithms)) : null;
  const head = digest?.head ?? (stat.kind === 'file' ? await headOf(fs, path) : null);
  return {
    path,
    sizeBytes: stat.sizeBytes,
    mode: stat.mode.toString(8).padStart(4, '0'),
    uid: stat.uid,
    gid: stat.gid,
    mtime: stat.mtime.toISOString(),
    sha256: digest?.sha256 ?? null,
    magic: stat.kind === 'file' ? (head === null ? null : magicOf(head)) : stat.kind,
    packageOwned: ownership(
      owner === undefined ? null : digest === null ? null : digest[owner.algorithm] === owner.digest,
      owner !== undefined,
      database,
    ),
    packageName: owner?.package ?? null,
  };
}

/** Without a database nothing was looked up; with one, a file that it does not know is owned by nobody. */
function ownership(equal: boolean | null, known: boolean, database: PackageDatabase): boolean | null {
  if (database.size === 0) return null;
  return known ? equal : false;
}

async function headOf(fs: ReadOnlyFs, path: string): Promise<Buffer | null> {
  return (await attempt(fs.read(path, { maxBytes: 64 })))?.bytes ?? null;
}

/** What the first bytes say a file is. */
export function magicOf(head: Buffer): string {
  if (head.length === 0) return 'empty';
  if (head.subarray(0, 4).equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46]))) return 'elf';
  if (head.subarray(0, 2).toString('latin1') === '#!') return 'script';
  if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return 'gzip';
  if (head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return 'zip';
  return head.includes(0) ? 'data' : 'text';
}
