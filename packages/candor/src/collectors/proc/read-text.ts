import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from './attempt.js';

/** A small file as text, null when it cannot be read. */
export async function readText(fs: ReadOnlyFs, path: string, maxBytes = 256 << 10): Promise<string | null> {
  const found = await attempt(fs.read(path, { maxBytes }));
  return found === null ? null : found.bytes.toString();
}
