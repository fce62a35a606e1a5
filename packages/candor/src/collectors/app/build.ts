import { mapLimited } from '../env/map-limited.js';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { readText } from '../proc/read-text.js';

/** One line of `app.build`. */
export interface BuildLine {
  readonly path: string;
  readonly mtime: string | null;
  readonly sha256: string | null;
  readonly version: string | null;
  readonly hasOwnProperty: number | null;
}

const DECODER = 'node_modules/next/dist/compiled/react-server-dom-webpack';
const DECODER_FILES = [
  'cjs/react-server-dom-webpack-server.node.production.js',
  'cjs/react-server-dom-webpack-server.node.production.min.js',
];
const MAX_SERVER_FILES = 800;
const MAX_FILE_BYTES = 32 << 20;

/** What the build on disk is: Next's package and vendored decoder, the build's id, hashes of its server files, the libc. */
export async function buildLines(fs: ReadOnlyFs, folder: string): Promise<BuildLine[]> {
  const next = await fileLine(fs, folder, 'node_modules/next/package.json');
  const buildId = await fileLine(fs, folder, '.next/BUILD_ID');
  const server = await serverFiles(fs, `${folder}/.next/server`);
  const hashed = await mapLimited(server, 4, (path) => fileLine(fs, folder, path.slice(folder.length + 1)));
  const lines = [await decoderLine(fs, folder), next, buildId, ...hashed].filter((line) => line !== null);
  return lines.length === 0 ? [] : [...lines, ...(await libcLines(fs))];
}

async function fileLine(fs: ReadOnlyFs, folder: string, path: string): Promise<BuildLine | null> {
  const stat = await attempt(fs.stat(`${folder}/${path}`));
  if (stat === null || stat.kind !== 'file') return null;
  const digest = await attempt(fs.digest(`${folder}/${path}`, MAX_FILE_BYTES));
  const version = path.endsWith('package.json') ? await versionIn(fs, `${folder}/${path}`) : null;
  return { path, mtime: stat.mtime.toISOString(), sha256: digest?.sha256 ?? null, version, hasOwnProperty: null };
}

/** How often the decoder asks for own properties tells 15.3.6 (5 times) from 15.3.2 (twice): advisories.md. */
async function decoderLine(fs: ReadOnlyFs, folder: string): Promise<BuildLine | null> {
  for (const file of DECODER_FILES) {
    const path = `${DECODER}/${file}`;
    const line = await fileLine(fs, folder, path);
    const text = line === null ? null : await readText(fs, `${folder}/${path}`, 4 << 20);
    if (line === null || text === null) continue;
    const version = await versionIn(fs, `${folder}/${DECODER}/package.json`);
    return { ...line, version, hasOwnProperty: text.split('hasOwnProperty').length - 1 };
  }
  return null;
}

async function versionIn(fs: ReadOnlyFs, path: string): Promise<string | null> {
  const text = await readText(fs, path, 512 << 10);
  return /"version"\s{0,10}:\s{0,10}"([\w.+-]{1,64})"/.exec(text ?? '')?.[1] ?? null;
}

async function serverFiles(fs: ReadOnlyFs, root: string): Promise<string[]> {
  const files: string[] = [];
  const queue = [root];
  for (let path = queue.shift(); path !== undefined && files.length < MAX_SERVER_FILES; path = queue.shift()) {
    for (const { name, kind } of (await attempt(fs.entries(path))) ?? []) {
      if (kind === 'directory' && queue.length < 2000) queue.push(`${path}/${name}`);
      if (kind === 'file' && /\.(?:js|json|mjs|cjs)$/.test(name) && files.length < MAX_SERVER_FILES)
        files.push(`${path}/${name}`);
    }
  }
  return files;
}

/** The dynamic loader names the libc: `ld-musl-…` or `ld-linux-…` (CVE-2026-96889 depends on it). */
async function libcLines(fs: ReadOnlyFs): Promise<BuildLine[]> {
  const names = await Promise.all(
    ['/lib', '/lib64'].map(async (folder) =>
      ((await attempt(fs.list(folder))) ?? []).map((name) => `${folder}/${name}`),
    ),
  );
  const loaders = names.flat().filter((path) => /\/ld-(?:musl|linux)-[\w.-]{1,40}$/.test(path));
  return loaders.slice(0, 4).map((path) => ({ path, mtime: null, sha256: null, version: null, hasOwnProperty: null }));
}
