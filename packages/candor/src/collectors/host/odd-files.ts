import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';

const MAX_DEPTH = 3;
const MAX_FILES = 1500;
const MAX_FOLDERS = 400;

/** Regular files below folders where programs do not belong; bounded, other file systems below /dev included. */
export async function oddFiles(fs: ReadOnlyFs, folders: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  let visited = 0;
  const queue = folders.map((path) => ({ path, depth: 0 }));
  const seen = new Set<string>();
  for (let next = queue.shift(); next !== undefined && visited < MAX_FOLDERS; next = queue.shift()) {
    if (seen.has(next.path)) continue;
    seen.add(next.path);
    visited += 1;
    for (const { name, kind } of (await attempt(fs.entries(next.path))) ?? []) {
      const path = `${next.path === '/' ? '' : next.path}/${name}`;
      if (kind === 'directory' && next.depth < MAX_DEPTH) queue.push({ path, depth: next.depth + 1 });
      if (kind === 'file' && files.length < MAX_FILES) files.push(path);
    }
  }
  return files;
}
