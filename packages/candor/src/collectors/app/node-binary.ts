import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import type { InstalledPackage } from './installed.js';

/** Where Node keeps the address of its own source (`process.release.sourceUrl`), and so its version. */
const MARK = '/download/release/v';
const MAX_BINARY_BYTES = 256 << 20;

/** The running node itself as a line of `app.installed`: read from its binary, never from a tag (IMG-01). */
export async function nodeBinary(fs: ReadOnlyFs, pid: number | null): Promise<InstalledPackage | null> {
  if (pid === null) return null;
  const path = `/proc/${pid}/exe`;
  const found = await attempt(fs.search(path, MARK, 24, MAX_BINARY_BYTES));
  const version = /^\/download\/release\/v(\d{1,3}\.\d{1,4}\.\d{1,4})\//.exec(found ?? '')?.[1];
  return version === undefined ? null : { name: 'node', version, path: (await attempt(fs.readLink(path))) ?? path };
}
