import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Explanation } from './explanation.js';
import { type BytePath, bytePath, type Change, type FileState, readablePath } from './file-state.js';
import { seeEntry } from './read-state.js';

/** npm's list of what it installed, and the lock file beside `node_modules` (package-lock.json(5), lockfileVersion 2 and 3). */
const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });

/** A lock file of 20,000 packages has 10 MB. */
const largestLockBytes = 64 * 1024 * 1024;

/**
 * Takes the changes out that an installation by npm explains: of packages that `package-lock.json` and npm's own list name
 * in the same version, written before that list was (npm writes it last), and the list itself has changed.
 */
export function explainNpm(open: Map<BytePath, Change>): Explanation[] {
  const projects = new Map<BytePath, Change[]>();
  for (const change of open.values()) {
    const at = `${change.path}/`.indexOf('/node_modules/');
    if (at < 0) continue;
    const project = change.path.slice(0, at);
    const changes = projects.get(project) ?? [];
    changes.push(change);
    projects.set(project, changes);
  }
  return [...projects].flatMap(([project, changes]) => explainProject(project, changes, open));
}

function explainProject(project: BytePath, changes: readonly Change[], open: Map<BytePath, Change>): Explanation[] {
  const list = `${project}/node_modules/.package-lock.json`;
  const installedAtMs = changedAtMs(list);
  const installed = versionsOf(list);
  const locked = versionsOf(`${project}/package-lock.json`);
  if (installed === null || locked === null || !open.has(list)) return [];
  const isExplained = ({ path, after }: Change) => {
    if (laterThan(installedAtMs, path, after)) return false;
    const place = packagePlace(path.slice(project.length + 1));
    if (place === null) return true; // the folders themselves, .bin, the list
    const version = installed.get(place);
    return after === null || (version !== undefined && version === locked.get(place));
  };
  const explained = changes.filter(isExplained);
  const lock = open.get(`${project}/package-lock.json`);
  const all = lock === undefined ? explained : [...explained, lock];
  if (explained.length === 0) return [];
  for (const { path } of all) open.delete(path);
  return [{ cause: 'npm', by: `npm in ${readablePath(project)}`, changes: all }];
}

/** Of what was removed, its folder tells; a folder's own times follow whatever is cached in it. */
function laterThan(ms: number, path: BytePath, after: FileState | null): boolean {
  if (after?.kind === 'folder') return false;
  const told = after ?? seeEntry(dirname(path))?.state;
  return told !== undefined && Number(told.ctimeNs.slice(0, -6)) > ms;
}

/** `node_modules/a/node_modules/@s/b/lib/x.js` → `node_modules/a/node_modules/@s/b`; null for what npm itself puts beside. */
function packagePlace(path: string): string | null {
  const [place = null] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/@][^/]*/.exec(path) ?? [];
  return place === null || /\/\.(?:bin|package-lock\.json)$/.test(place) ? null : place;
}

function versionsOf(path: BytePath): Map<string, string> | null {
  const file = Buffer.from(path, 'latin1');
  try {
    if (statSync(file).size > largestLockBytes) return null;
    const lock = lockSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(Object.entries(lock.packages).map(([place, { version }]) => [bytePath(place), version ?? '']));
  } catch {
    return null; // no lock file: nothing is explained
  }
}

function changedAtMs(path: BytePath): number {
  return statSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false })?.ctimeMs ?? 0;
}
