import type { ArtifactId } from '../../core/artifact-catalogue.js';
import { collected, failureDetail, missing, nothingSeen, statusOf } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { errorCode } from '../env/error-code.js';
import { mapLimited } from '../env/map-limited.js';
import { attempt } from '../proc/attempt.js';
import { redactCompose } from '../redact/redact-compose.js';
import { redactEnvFile } from '../redact/redact-env-file.js';
import { redactRecipe } from '../redact/redact-recipe.js';
import { type AppPlace, appPlaces } from './app-places.js';
import { buildLines } from './build.js';
import { installedPackages } from './installed.js';
import { nodeBinary } from './node-binary.js';
import { isRecipe, type SourceText, sourceFiles } from './source.js';

const LOCKFILES = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'npm-shrinkwrap.json'];
const MAX_PLACES = 30;

/** Node apps and compose projects: what they declare, lock, install, build, and their own source. */
export const appCollector: Collector = {
  id: 'apps',
  artifacts: [
    'app.package-json',
    'app.lockfile',
    'app.installed',
    'app.build',
    'app.source',
    'compose.file',
    'compose.env',
  ],
  deadlineMs: 12_000,
  async collect(env) {
    const places = await appPlaces(env);
    const groups = await mapLimited(places.slice(0, MAX_PLACES), 3, async (place) => [
      ...((await isDeclaredElsewhere(place, places)) ? [] : await declared(env, place)),
      ...(await installed(env, place)),
      ...(await composeFiles(env, place)),
    ]);
    const made = groups.flat();
    const silent = appCollector.artifacts.filter((id) => !made.some((artifact) => artifact.id === id));
    return [...made, ...(await nothingSeen(env, silent))];
  },
};

/** A container's source is its project's, where the project's folder on the host has it. */
async function isDeclaredElsewhere(place: AppPlace, places: readonly AppPlace[]): Promise<boolean> {
  const project = places.find((other) => other.hostPath !== null && other.project === place.project);
  if (place.hostPath !== null || place.project === null || project === undefined) return false;
  return (await attempt(project.fs.stat(`${project.folder}/package.json`))) !== null;
}

async function declared(env: CollectorEnv, place: AppPlace): Promise<CollectedArtifact[]> {
  const manifest = await placeFile(env, place, 'app.package-json', 'package.json', (text) => packageJson(env, text));
  const locks = await Promise.all(
    LOCKFILES.map((name) => placeFile(env, place, 'app.lockfile', name, (text) => env.redact.shapes(text))),
  );
  const found = locks.filter((lock) => lock.status !== 'absent').map((lock, index) => ({ ...lock, order: index + 1 }));
  const app = manifest.status === 'absent' ? [] : [manifest, ...(found.length === 0 ? locks.slice(0, 1) : found)];
  return [...app, ...(await source(env, place))];
}

/** Scripts are command lines; names and ranges of dependencies (`js-tokens`) are not touched. */
function packageJson(env: CollectorEnv, text: string): string {
  const scripts = /("scripts"\s{0,20}:\s{0,20}\{)([^}]{0,65536})/;
  return env.redact.shapes(text.replace(scripts, (_, head: string, body: string) => head + scriptLines(env, body)));
}

function scriptLines(env: CollectorEnv, body: string): string {
  const assigned = /\b([A-Z][A-Z0-9_]{1,60})=([^\s"'\\]{1,4096})/g;
  return env.redact.text(
    body.replace(assigned, (_, name: string, value: string) => `${name}=${env.redact.env(name, value)}`),
  );
}

async function placeFile(
  env: CollectorEnv,
  place: AppPlace,
  id: ArtifactId,
  name: string,
  redact: (text: string) => string,
): Promise<CollectedArtifact> {
  const path = name.startsWith('/') ? name : `${place.folder}/${name}`;
  const change = { subject: place.subject, source: { file: path } };
  try {
    const { bytes, truncated } = await place.fs.read(path, { maxBytes: 32 << 20 });
    return collected(env, id, redact(bytes.toString()), { ...change, status: truncated ? 'truncated' : 'ok' });
  } catch (error) {
    const status = errorCode(error) === 'ENOTDIR' ? 'absent' : statusOf(error);
    return missing(env, id, status, failureDetail(env, path, error), change);
  }
}

async function installed(env: CollectorEnv, place: AppPlace): Promise<CollectedArtifact[]> {
  const [{ packages, complete }, lines] = await Promise.all([
    installedPackages(place.fs, place.folder),
    buildLines(place.fs, place.folder),
  ]);
  const change = { subject: place.subject, source: { file: `${place.folder}/node_modules` } };
  const runtime = await nodeBinary(env.fs, place.pid);
  const tree = ndjson(runtime === null ? packages : [runtime, ...packages]);
  const build = ndjson(lines);
  return [
    ...(packages.length === 0 && runtime === null
      ? []
      : [collected(env, 'app.installed', tree, { ...change, status: complete ? 'ok' : 'truncated' })]),
    ...(lines.length === 0 ? [] : [collected(env, 'app.build', build, change)]),
  ];
}

function ndjson(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Joined with `==> path <==` headers; a line of a file that looks like one is indented. */
async function source(env: CollectorEnv, place: AppPlace): Promise<CollectedArtifact[]> {
  const { files, complete } = await sourceFiles(place.fs, place.folder);
  if (files.length === 0) return [];
  const text = files
    .map((file) => `==> ${file.path} <==\n${redactedSource(env, file).replace(/^(?===> )/gm, ' ')}`)
    .join('\n');
  const detail = complete ? null : 'more source than is read (400 files, 5 MB)';
  const change = { subject: place.subject, source: { file: place.folder }, detail };
  return [collected(env, 'app.source', text, { ...change, status: complete ? 'ok' : 'truncated' })];
}

function redactedSource(env: CollectorEnv, { path, text }: SourceText): string {
  if (path === 'package.json') return packageJson(env, text);
  return isRecipe(path) ? redactRecipe(path, text, env.redact) : env.redact.source(text);
}

async function composeFiles(env: CollectorEnv, place: AppPlace): Promise<CollectedArtifact[]> {
  if (place.hostPath === null) return [];
  const redactEnv = (name: string, value: string) => env.redact.env(name, value);
  const other = (text: string) => env.redact.text(text);
  const files = await mapLimited(place.composeFiles, 2, async (path, index) => ({
    ...(await placeFile(env, place, 'compose.file', path, (text) => redactCompose(text, redactEnv, other))),
    order: index + 1,
  }));
  const texts = files.map((file) => file.content.toString()).join('\n');
  const names = new Set(['.env', ...envFilesOf(texts)]);
  const envs = await mapLimited([...names].slice(0, 20), 2, (name) =>
    placeFile(env, place, 'compose.env', name, (text) => redactEnvFile(text, redactEnv, other)),
  );
  const readable = envs
    .filter((file) => file.status !== 'absent')
    .map((file, index) => ({ ...file, order: index + 1 }));
  return [...files, ...readable];
}

/** Names of `env_file` entries, short syntax; the compose reader resolves them properly, here they are only fetched. */
function envFilesOf(text: string): string[] {
  const names = text.matchAll(
    /(?:env_file:\s{0,20}|path:\s{0,20}|^\s{1,40}-\s{1,10})["']?((?:\.{0,2}\/)?[\w./-]{0,200}\.env[\w.-]{0,60})["']?\s{0,20}$/gm,
  );
  return [...names].flatMap((match) =>
    match[1] === undefined || match[1].includes('..') ? [] : [match[1].replace(/^\.\//, '')],
  );
}
