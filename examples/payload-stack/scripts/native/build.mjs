// Installs and builds an app where its source or its lock file changed since the last time; else takes what is there.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { must } from '../../../../lab/lib/process.mjs';

/** The app's folder. */
export const appFolder = fileURLToPath(new URL('../../app', import.meta.url));

/** What Next makes of it: the folder that a container runs. @param {string} [folder] */
export const standaloneOf = (folder = appFolder) => `${folder}/.next/standalone`;

/** What a build depends on. */
export const buildInputs = ['src', 'scripts', 'next.config.mjs', 'tsconfig.json', 'package-lock.json'];

/** @param {string} path @returns {string[]} the files at or below it */
function filesAt(path) {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
}

/** @param {string} folder @param {readonly string[]} names */
function hashOf(folder, names) {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => filesAt(`${folder}/${name}`)).sort())
    hash.update(`${file.slice(folder.length)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

/** Runs `work` unless it was run for the same inputs. @param {string} stamp @param {string} hash @param {() => Promise<unknown>} work */
async function once(stamp, hash, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return 0;
  const started = performance.now();
  await work();
  writeFileSync(stamp, hash);
  return (performance.now() - started) / 1000;
}

/** `npm ci` where the lock file changed (a minute, 0.9 GB). @param {string} [folder] @returns seconds, 0 when nothing was to be done */
export function installApp(folder = appFolder) {
  const command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  return once(`${folder}/node_modules/.installed-from`, hashOf(folder, ['package-lock.json']), () =>
    must(command, { cwd: folder, timeoutMs: 600_000 }),
  );
}

/** `npm run build` where anything changed that it reads (40 s, 1.7 GB of memory). @param {string} [folder] */
export function buildApp(folder = appFolder) {
  return once(`${folder}/.next/built-from`, hashOf(folder, buildInputs), () =>
    must(['npm', 'run', '--silent', 'build'], { cwd: folder, timeoutMs: 600_000 }),
  );
}
