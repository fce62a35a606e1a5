import { readlink } from 'node:fs/promises';
import { posix } from 'node:path';
import { codedError, errorCode } from './error-code.js';

/** Linux follows at most 40 links (path_resolution(7)). */
const MAX_LINKS = 40;
const MAX_CACHED = 20_000;

/** Resolves paths below `root` as chroot(2) would: absolute links and `..` stay inside. Directories are cached. */
export function createRootedPaths(root: string): (path: string, followLast?: boolean) => Promise<string> {
  const cache = new Map<string, string>();
  const base = root === '/' ? '' : root;

  async function follow(directory: string, name: string, budget: { links: number }): Promise<string> {
    const candidate = posix.join(directory, name);
    const target = await linkTarget(base + candidate);
    if (target === null) return candidate;
    budget.links += 1;
    if (budget.links > MAX_LINKS) throw codedError('ELOOP', `too many links: ${candidate}`);
    return resolve(posix.resolve(directory, target), budget);
  }

  async function resolve(path: string, budget: { links: number }): Promise<string> {
    if (path === '/') return '/';
    const known = cache.get(path);
    if (known !== undefined) return known;
    const parent = await resolve(posix.dirname(path), budget);
    const real = await follow(parent, posix.basename(path), budget);
    if (cache.size < MAX_CACHED) cache.set(path, real);
    return real;
  }

  return async (path, followLast = true) => {
    const clean = posix.resolve('/', path);
    if (base === '') return clean;
    if (followLast) return base + (await resolve(clean, { links: 0 }));
    if (clean === '/') return base;
    return base + posix.join(await resolve(posix.dirname(clean), { links: 0 }), posix.basename(clean));
  };
}

async function linkTarget(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch (error) {
    // EINVAL: not a link. Anything else (ENOENT, EACCES) is met again, with its own code, by the reading itself.
    if (errorCode(error) === 'EINVAL' || errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
