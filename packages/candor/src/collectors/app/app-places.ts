import { posix } from 'node:path';
import type { CollectorEnv } from '../collected.js';
import type { EngineContainer } from '../docker/engine-access.js';
import { containerSubject } from '../docker/engine-artifact.js';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { pidIndex } from '../proc/pid-index.js';

/** A folder with an app in it: inside a container, or on the host. */
export interface AppPlace {
  /** `container:<name>` or `project:<name>`. */
  readonly subject: string;
  readonly fs: ReadOnlyFs;
  /** Folder in `fs`. */
  readonly folder: string;
  /** The same folder on the host when it is the host's; null inside a container. */
  readonly hostPath: string | null;
  /** Process that runs the app, where one was seen; null for a folder alone. */
  readonly pid: number | null;
  /** Compose project that a container belongs to; null when none. */
  readonly project: string | null;
  /** Compose files of a project, as its labels name them. */
  readonly composeFiles: readonly string[];
}

const CONFIG_FILES = 'com.docker.compose.project.config_files';
const WORKING_DIR = 'com.docker.compose.project.working_dir';
const PROJECT = 'com.docker.compose.project';
const USUAL_COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const USUAL_OVERRIDES = ['compose.override.yaml', 'compose.override.yml', 'docker-compose.override.yml'];

const found = new WeakMap<CollectorEnv, Promise<readonly AppPlace[]>>();

/** Compose projects (labels, policy), containers that run Node, and Node apps on the host itself; found once. */
export function appPlaces(env: CollectorEnv): Promise<readonly AppPlace[]> {
  const places = found.get(env) ?? findPlaces(env);
  found.set(env, places);
  return places;
}

async function findPlaces(env: CollectorEnv): Promise<readonly AppPlace[]> {
  const { items } = await env.engine.containers();
  const [inside, onHost] = await Promise.all([containerPlaces(env, items), hostPlaces(env)]);
  const projects = await projectPlaces(env, items);
  const named = new Set(projects.map((place) => place.hostPath));
  return [...projects, ...inside, ...onHost.filter((place) => !named.has(place.hostPath))];
}

async function projectPlaces(env: CollectorEnv, items: readonly EngineContainer[]): Promise<AppPlace[]> {
  const places = new Map<string, AppPlace>();
  const add = (name: string, folder: string, composeFiles: readonly string[]) => {
    if (!folder.startsWith('/') || places.has(name)) return;
    places.set(name, {
      subject: `project:${name}`,
      fs: env.fs,
      folder,
      hostPath: folder,
      pid: null,
      project: name,
      composeFiles,
    });
  };
  for (const { labels } of items) {
    const files = (labels[CONFIG_FILES] ?? '').split(',').filter((file) => file.startsWith('/'));
    if (labels[PROJECT] !== undefined) add(labels[PROJECT], labels[WORKING_DIR] ?? '', files);
  }
  for (const { name, path } of env.policy.projects) add(name, path, []);
  return Promise.all([...places.values()].map((place) => withUsualCompose(place)));
}

async function withUsualCompose(place: AppPlace): Promise<AppPlace> {
  if (place.composeFiles.length > 0) return place;
  const names = (await attempt(place.fs.list(place.folder))) ?? [];
  const main = USUAL_COMPOSE.find((name) => names.includes(name));
  const override = USUAL_OVERRIDES.find((name) => names.includes(name));
  const files = [main, override].filter((name) => name !== undefined);
  return { ...place, composeFiles: files.map((name) => `${place.folder}/${name}`) };
}

async function containerPlaces(env: CollectorEnv, items: readonly EngineContainer[]): Promise<AppPlace[]> {
  const index = await pidIndex(env);
  const places = items
    .filter((item) => item.running)
    .map(async (item): Promise<AppPlace[]> => {
      const node = index.find((entry) => entry.containerId === item.id && isNode(entry.exe, entry.comm));
      if (node === undefined) return [];
      const fs = env.fs.within(`/proc/${node.pid}/root`);
      const cwd = await attempt(env.fs.readLink(`/proc/${node.pid}/cwd`));
      const folder = await appFolder(fs, [item.workingDir, cwd ?? '/']);
      return [
        {
          subject: containerSubject(item.name),
          fs,
          folder,
          hostPath: null,
          pid: node.pid,
          project: item.labels[PROJECT] ?? null,
          composeFiles: [],
        },
      ];
    });
  return (await Promise.all(places)).flat();
}

async function hostPlaces(env: CollectorEnv): Promise<AppPlace[]> {
  const index = await pidIndex(env);
  const nodes = index.filter(
    (entry) => entry.containerId === null && isNode(entry.exe, entry.comm) && entry.pid !== env.pid,
  );
  const folders = await Promise.all(nodes.map(({ pid }) => attempt(env.fs.readLink(`/proc/${pid}/cwd`))));
  const places = [...new Set(folders)].slice(0, 20).map(async (folder): Promise<AppPlace[]> => {
    const isApp = folder !== null && (await isWebApp(env.fs, folder));
    if (folder === null || !isApp) return [];
    const subject = `project:${posix.basename(folder)}`;
    return [{ subject, fs: env.fs, folder, hostPath: folder, pid: null, project: null, composeFiles: [] }];
  });
  return (await Promise.all(places)).flat();
}

function isNode(exe: string | null, comm: string): boolean {
  const name = exe === null ? comm : posix.basename(exe);
  return /^(?:node|nodejs|bun|next-server.*)$/.test(name);
}

async function appFolder(fs: ReadOnlyFs, candidates: readonly string[]): Promise<string> {
  for (const folder of candidates) {
    if ((await attempt(fs.stat(posix.join(folder, 'package.json')))) !== null) return folder;
  }
  return candidates[0] ?? '/';
}

/** A folder that serves: it has a package.json, and packages or a build beside it. */
async function isWebApp(fs: ReadOnlyFs, folder: string): Promise<boolean> {
  const names = (await attempt(fs.list(folder))) ?? [];
  return (
    names.includes('package.json') &&
    (names.includes('.next') || names.some((name) => /^(?:next|payload)\.config\./.test(name)))
  );
}
