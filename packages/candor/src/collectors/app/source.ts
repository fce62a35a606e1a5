import { posix } from 'node:path';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { readText } from '../proc/read-text.js';

/** One file of an app's own source, its path below the app's folder. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

const MAX_FILES = 400;
const MAX_BYTES = 5 << 20;
const MAX_FOLDERS = 1500;
const SKIPPED =
  /^(?:node_modules|\.next|\.git|dist|build|out|coverage|public|media|uploads|\.turbo|\.vercel|\.cache|test|tests|__tests__)$/;
const SOURCE = /\.(?:[cm]?[jt]sx?)$/;
/** How the image is made and packages are fetched; `package.json` only beside the app itself. */
const RECIPE = /^(?:(?:Dockerfile|Containerfile)(?:\.[\w-]{1,40})?|\.dockerignore|\.npmrc)$/;

/** Files that the static checks read first: configuration, then collections and routes, then the rest. */
const FIRST = [
  /(?:^|\/)(?:(?:Dockerfile|Containerfile)[\w.-]{0,41}|\.dockerignore|\.npmrc|package\.json)$/,
  /(?:^|\/)(?:payload|next)\.config\.[cm]?[jt]s$/,
  /(?:^|\/)(?:collections|globals|access|fields|blocks|plugins)\//i,
  /(?:^|\/)app\/(?:.*\/)?route\.[cm]?[jt]sx?$/,
  /(?:^|\/)(?:middleware|proxy|instrumentation)\.[cm]?[jt]s$/,
  /(?:^|\/)(?:pages\/api|endpoints|hooks|jobs|actions)\//i,
];

/** The app's own source for static checks; `complete` is false when a bound was met. */
export async function sourceFiles(fs: ReadOnlyFs, folder: string): Promise<{ files: SourceText[]; complete: boolean }> {
  const { paths, complete } = await sourcePaths(fs, folder);
  const sorted = paths.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const files: SourceText[] = [];
  let bytes = 0;
  for (const path of sorted.slice(0, MAX_FILES)) {
    const text = await readText(fs, posix.join(folder, path), 512 << 10);
    if (text === null || bytes + text.length > MAX_BYTES) continue;
    bytes += text.length;
    files.push({ path, text });
  }
  return { files, complete: complete && files.length === paths.length };
}

function rank(path: string): number {
  const index = FIRST.findIndex((pattern) => pattern.test(path));
  return index < 0 ? FIRST.length : index;
}

/** True for a path whose text is no program: a recipe or a manifest, redacted by its own rules. */
export function isRecipe(path: string): boolean {
  return RECIPE.test(posix.basename(path)) || path === 'package.json';
}

function isWanted(name: string, path: string): boolean {
  return isRecipe(path) || (SOURCE.test(name) && !/\.d\.[cm]?ts$|\.(?:test|spec)\./.test(name));
}

async function sourcePaths(fs: ReadOnlyFs, folder: string): Promise<{ paths: string[]; complete: boolean }> {
  const paths: string[] = [];
  const queue = [''];
  let visited = 0;
  for (let path = queue.shift(); path !== undefined && visited < MAX_FOLDERS; path = queue.shift()) {
    visited += 1;
    for (const { name, kind } of (await attempt(fs.entries(posix.join(folder, path)))) ?? []) {
      const inner = path === '' ? name : `${path}/${name}`;
      if (/[\n\r]/.test(name)) continue;
      if (kind === 'directory' && !SKIPPED.test(name)) queue.push(inner);
      if (kind === 'file' && isWanted(name, inner)) paths.push(inner);
    }
  }
  return { paths, complete: queue.length === 0 };
}
