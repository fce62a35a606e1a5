import { posix } from 'node:path';
import { collected, missing, nothingSeen } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { attempt } from '../proc/attempt.js';
import { type AppPlace, appPlaces } from './app-places.js';
import { gitWorkTree } from './git-work-tree.js';

/** Project folders on the host: is it a git work tree, what differs from its index, when were its settings changed. */
export const gitCollector: Collector = {
  id: 'git',
  artifacts: ['project.git'],
  deadlineMs: 6000,
  async collect(env) {
    const places = (await appPlaces(env)).filter((place) => place.hostPath !== null);
    if (places.length === 0) return nothingSeen(env, ['project.git']);
    return mapLimited(places.slice(0, 20), 2, (place) => projectGit(env, place));
  },
};

async function projectGit(env: CollectorEnv, place: AppPlace): Promise<CollectedArtifact> {
  const change = { subject: place.subject, source: { file: `${place.folder}/.git` } };
  const found = await gitWorkTree(place.fs, place.folder);
  if (found === null) {
    return missing(env, 'project.git', 'absent', `${place.folder} is no git work tree`, change);
  }
  if (typeof found === 'string') return missing(env, 'project.git', 'error', found, change);
  const settings = await settingFiles(place, found.paths);
  return collected(env, 'project.git', `${JSON.stringify({ ...found.tree, settings })}\n`, change);
}

/** Compose files and env files with the later of mtime and ctime: mtime can be set back. */
async function settingFiles(place: AppPlace, tracked: ReadonlySet<string>) {
  const names = ((await attempt(place.fs.list(place.folder))) ?? []).filter((name) =>
    /^\.env(?:\.[\w-]{1,40})?$/.test(name),
  );
  const usual = names.filter((name) => !/\.(?:example|sample|template|dist)$/.test(name));
  const paths = new Set([...place.composeFiles, ...usual.slice(0, 20).map((name) => `${place.folder}/${name}`)]);
  const rows = await mapLimited([...paths], 4, async (path) => {
    const stat = await attempt(place.fs.stat(path));
    if (stat === null) return null;
    const changedAt = new Date(Math.max(stat.mtime.getTime(), stat.ctime.getTime())).toISOString();
    return { path, changedAt, tracked: tracked.has(posix.relative(place.folder, path)) };
  });
  return rows.filter((row) => row !== null);
}
