import { createHash } from 'node:crypto';
import type { CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { type FileLine, magicOf } from '../host/describe-file.js';

const MAX_FILES = 50;
const MAX_BYTES = 64 << 20;

/** Files of a container through the engine's archive (a tar with one entry), where /proc cannot be read. */
export async function archiveLines(
  env: CollectorEnv,
  id: string,
  paths: readonly string[],
): Promise<{ lines: FileLine[]; complete: boolean }> {
  const wanted = paths.slice(0, MAX_FILES);
  const lines = await mapLimited(wanted, 2, async (path) => {
    const answer = await env.engine.get(`/containers/${id}/archive?path=${encodeURIComponent(path)}`, {
      maxBytes: MAX_BYTES,
    });
    return answer.status === 'ok' ? firstEntry(path, answer.bytes) : null;
  });
  const read = lines.filter((line) => line !== null);
  return { lines: read, complete: paths.length === wanted.length && read.length === wanted.length };
}

/** The first header of a tar (POSIX ustar): mode, uid, gid, size, mtime in octal, then the content. */
function firstEntry(path: string, tar: Buffer): FileLine | null {
  const octal = (from: number, length: number) =>
    Number.parseInt(tar.toString('latin1', from, from + length).replace(/[^0-7]/g, ''), 8) || 0;
  if (tar.length < 512 || tar.toString('latin1', 257, 262) !== 'ustar') return null;
  if (!['0', '\0'].includes(tar.toString('latin1', 156, 157))) return null;
  const sizeBytes = octal(124, 12);
  const content = tar.subarray(512, 512 + sizeBytes);
  return {
    path,
    sizeBytes,
    mode: (octal(100, 8) & 0o7777).toString(8).padStart(4, '0'),
    uid: octal(108, 8),
    gid: octal(116, 8),
    mtime: new Date(octal(136, 12) * 1000).toISOString(),
    sha256: content.length === sizeBytes ? createHash('sha256').update(content).digest('hex') : null,
    magic: magicOf(content.subarray(0, 64)),
    packageOwned: null,
    packageName: null,
  };
}
