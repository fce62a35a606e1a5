import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { mapLimited } from '../env/map-limited.js';
import type { FileStat, ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { readText } from '../proc/read-text.js';
import { type IndexEntry, readGitIndex } from './git-index.js';

/** A tracked file that differs from the index. */
export interface GitChange {
  readonly path: string;
  readonly kind: 'modified' | 'deleted';
  readonly changedAt: string | null;
}

/** A git work tree as evidence (`project.git`). */
export interface GitWorkTree {
  readonly folder: string;
  readonly head: string | null;
  /** Last movement of HEAD by its log: commit, pull, checkout. Null without a log. */
  readonly movedAt: string | null;
  readonly tracked: number;
  readonly changed: readonly GitChange[];
  /** Tracked files that could not be compared: too large, filtered by attributes, or not readable. */
  readonly uncompared: number;
}

const MAX_INDEX_BYTES = 32 << 20;
const MAX_HASHED = 2000;
const MAX_FILE_BYTES = 4 << 20;
const MAX_CHANGES = 200;
const LINK = 0o120000;
const SUBMODULE = 0o160000;

/** Reads a work tree without starting git, with the paths it tracks; `null` = no git here, text = why it cannot be read. */
export async function gitWorkTree(
  fs: ReadOnlyFs,
  folder: string,
): Promise<{ readonly tree: GitWorkTree; readonly paths: ReadonlySet<string> } | string | null> {
  const place = await gitFolder(fs, folder);
  if (place === null) return null;
  const index = await attempt(fs.read(`${place}/index`, { maxBytes: MAX_INDEX_BYTES }));
  if (index === null) return `${place}/index could not be read`;
  const entries = index.truncated ? null : readGitIndex(index.bytes);
  if (entries === null) return `${place}/index has a form that is not read (split, SHA-256, or over 32 MB)`;
  const filtered = /\b(?:filter|ident|eol|working-tree-encoding)\b/.test(
    (await readText(fs, `${folder}/.gitattributes`)) ?? '',
  );
  const found = await compare(fs, folder, entries, filtered);
  const tree = { folder, tracked: entries.length, ...(await headOf(fs, place)), ...found };
  return { tree, paths: new Set(entries.map(({ path }) => path)) };
}

/** `.git` is a folder, or a file that names one (worktrees, submodules). */
async function gitFolder(fs: ReadOnlyFs, folder: string): Promise<string | null> {
  const stat = await attempt(fs.stat(`${folder}/.git`));
  if (stat?.kind === 'directory') return `${folder}/.git`;
  const named = /^gitdir: (.{1,4096})$/m.exec((await readText(fs, `${folder}/.git`)) ?? '')?.[1];
  return named === undefined ? null : posix.resolve(folder, named.trim());
}

async function headOf(fs: ReadOnlyFs, place: string): Promise<{ head: string | null; movedAt: string | null }> {
  const log = await attempt(fs.read(`${place}/logs/HEAD`, { maxBytes: 64 << 10, tail: true }));
  const last = log?.bytes.toString().trimEnd().split('\n').at(-1) ?? '';
  const match = /^[0-9a-f]{40} ([0-9a-f]{40}) .{0,1000}> (\d{1,12}) [+-]\d{4}(?:\t|$)/.exec(last);
  if (match?.[2] === undefined) return { head: await resolvedHead(fs, place), movedAt: null };
  return { head: match[1] ?? null, movedAt: new Date(Number(match[2]) * 1000).toISOString() };
}

async function resolvedHead(fs: ReadOnlyFs, place: string): Promise<string | null> {
  const text = ((await readText(fs, `${place}/HEAD`)) ?? '').trim();
  const name = /^ref: (refs\/[\w./-]{1,300})$/.exec(text)?.[1];
  const id = name === undefined ? text : ((await readText(fs, `${place}/${name}`)) ?? '').trim();
  return /^[0-9a-f]{40}$/.test(id) ? id : null;
}

async function compare(fs: ReadOnlyFs, folder: string, entries: readonly IndexEntry[], filtered: boolean) {
  let hashed = 0;
  const rows = await mapLimited(entries, 16, async (entry): Promise<GitChange | 'same' | 'uncompared'> => {
    if (entry.mode === SUBMODULE || entry.path.split('/').includes('..')) return 'same';
    const path = `${folder}/${entry.path}`;
    const stat = await attempt(fs.lstat(path));
    if (stat === null) return entry.skipped ? 'same' : { path: entry.path, kind: 'deleted', changedAt: null };
    if (looksUnchanged(entry, stat)) return 'same';
    hashed += 1;
    const equal = hashed > MAX_HASHED ? null : await hasBlob(fs, path, stat, entry);
    if (equal === true) return 'same';
    if (equal === null || filtered) return 'uncompared';
    return { path: entry.path, kind: 'modified', changedAt: stat.mtime.toISOString() };
  });
  const changed = rows.filter((row) => typeof row === 'object');
  return {
    changed: changed.slice(0, MAX_CHANGES),
    uncompared: rows.filter((row) => row === 'uncompared').length + Math.max(0, changed.length - MAX_CHANGES),
  };
}

/** The kernel sets ctime; whoever sets back a file's mtime cannot set back that. */
function looksUnchanged(entry: IndexEntry, stat: FileStat): boolean {
  return (
    stat.sizeBytes === entry.sizeBytes &&
    isSameTime(stat.mtime.getTime(), entry.mtimeMs) &&
    isSameTime(stat.ctime.getTime(), entry.ctimeMs) &&
    (stat.kind === 'link') === (entry.mode === LINK)
  );
}

/** Node rounds to milliseconds; an index without nanoseconds has whole seconds. */
function isSameTime(onDiskMs: number, inIndexMs: number): boolean {
  return inIndexMs % 1000 === 0
    ? Math.floor(onDiskMs / 1000) === Math.floor(inIndexMs / 1000)
    : Math.abs(onDiskMs - inIndexMs) <= 1;
}

/** Whether the content is the blob of the index: SHA-1 over `blob SIZE`, NUL and the content; null = not compared. */
async function hasBlob(fs: ReadOnlyFs, path: string, stat: FileStat, entry: IndexEntry): Promise<boolean | null> {
  if ((stat.kind === 'link') !== (entry.mode === LINK)) return false;
  if (stat.kind === 'link') {
    const target = await attempt(fs.readLink(path));
    return target === null ? null : blobOf(Buffer.from(target)) === entry.blob;
  }
  if (stat.sizeBytes !== entry.sizeBytes && entry.sizeBytes > 0) return false;
  const file = await attempt(fs.read(path, { maxBytes: MAX_FILE_BYTES }));
  return file === null || file.truncated ? null : blobOf(file.bytes) === entry.blob;
}

function blobOf(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
