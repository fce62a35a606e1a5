import type { CollectorEnv } from '../collected.js';
import { attempt } from '../proc/attempt.js';

/** The newest file of the folder where backups arrive. */
export interface NewestBackup {
  readonly folder: string;
  /** Null = the folder could not be read, or holds no file. */
  readonly newestAt: Date | null;
  readonly newestBytes: number | null;
  readonly problem: string | null;
}

const MAX_FILES = 5000;

/** Looks into the declared folder (`database.backups`), and one level of folders in it; null = none is declared. */
export async function newestBackup(env: CollectorEnv): Promise<NewestBackup | null> {
  const folder = env.policy.database.backups;
  if (folder === null) return null;
  const found = await attempt(filesIn(env, folder));
  const none = { folder, newestAt: null, newestBytes: null };
  if (found === null) return { ...none, problem: 'the folder could not be read' };
  const stats = await Promise.all(found.slice(0, MAX_FILES).map((path) => attempt(env.fs.lstat(path))));
  const files = stats.filter((stat) => stat !== null && stat.kind === 'file' && stat.sizeBytes > 0);
  const newest = files.reduce((a, b) => (a === null || (b !== null && b.mtime > a.mtime) ? b : a), null);
  return newest === null
    ? { ...none, problem: 'the folder holds no file' }
    : { folder, newestAt: newest.mtime, newestBytes: newest.sizeBytes, problem: null };
}

/** `mongodump` writes one file, or a folder a database. */
async function filesIn(env: CollectorEnv, folder: string): Promise<string[]> {
  const entries = await env.fs.entries(folder);
  const nested = await Promise.all(
    entries
      .filter(({ kind }) => kind === 'directory')
      .slice(0, 200)
      .map(async ({ name }) => {
        const inner = (await attempt(env.fs.entries(`${folder}/${name}`))) ?? [];
        return inner.filter(({ kind }) => kind === 'file').map((each) => `${folder}/${name}/${each.name}`);
      }),
  );
  return [...entries.filter(({ kind }) => kind === 'file').map(({ name }) => `${folder}/${name}`), ...nested.flat()];
}
