import { mapLimited } from '../env/map-limited.js';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { readText } from '../proc/read-text.js';

/** What a package's database says of one file. */
export interface OwnedFile {
  readonly package: string;
  readonly algorithm: 'md5' | 'sha1';
  /** Hexadecimal. */
  readonly digest: string;
}

/** Files by normal path ({@link normalPath}). Empty where there is neither dpkg nor apk. */
export type PackageDatabase = ReadonlyMap<string, OwnedFile>;

const databases = new WeakMap<ReadOnlyFs, Promise<PackageDatabase>>();
const MAX_FILES = 400_000;
/** Documentation and data; nothing of it runs or is read by a check (nginx's `modules-available` is). */
const SKIPPED =
  /^(?:usr\/(?:share(?!\/nginx\/)|include|src|lib\/(?:python3|gcc|node_modules|firmware|modules))|lib\/(?:modules|firmware))\//;

/**
 * Owners and checksums of files from dpkg (`info/*.md5sums`, conffiles of `status`, `status.d` of distroless images)
 * and apk (`lib/apk/db/installed`), read directly, without a child process.
 */
export function packageDatabase(fs: ReadOnlyFs): Promise<PackageDatabase> {
  const known = databases.get(fs) ?? readDatabase(fs);
  databases.set(fs, known);
  return known;
}

/** `/usr/bin/x` and `/bin/x` are one file on merged-/usr systems (Debian 12); both give `/bin/x`. */
export function normalPath(path: string): string {
  return path.replace(/^\/usr\/(?=(?:bin|sbin|lib|lib32|lib64)\/)/, '/');
}

async function readDatabase(fs: ReadOnlyFs): Promise<PackageDatabase> {
  const files = new Map<string, OwnedFile>();
  for (const folder of ['/var/lib/dpkg/info', '/var/lib/dpkg/status.d']) await addSums(fs, folder, files);
  addConffiles((await readText(fs, '/var/lib/dpkg/status', 32 << 20)) ?? '', files);
  addApk((await readText(fs, '/lib/apk/db/installed', 32 << 20)) ?? '', files);
  return files;
}

/** Lists that are in memory at once; a desktop has 2,000 of them with 30 MB. */
const batch = 16;

async function addSums(fs: ReadOnlyFs, folder: string, files: Map<string, OwnedFile>): Promise<void> {
  const names = ((await attempt(fs.list(folder))) ?? []).filter((name) => name.endsWith('.md5sums'));
  for (let from = 0; from < names.length; from += batch) {
    const some = names.slice(from, from + batch);
    const texts = await mapLimited(some, batch, (name) => readText(fs, `${folder}/${name}`, 8 << 20));
    for (const [index, name] of some.entries()) addList(name, texts[index] ?? '', files);
  }
}

function addList(name: string, text: string, files: Map<string, OwnedFile>): void {
  const owner = name.slice(0, -'.md5sums'.length).replace(/:.*$/, '');
  for (const line of text.split('\n')) {
    const path = line.slice(34);
    if (path === '' || files.size >= MAX_FILES || SKIPPED.test(path)) continue;
    files.set(normalPath(`/${path.replace(/^\/|^\.\//, '')}`), {
      package: owner,
      algorithm: 'md5',
      digest: copyOf(line.slice(0, 32)),
    });
  }
}

/** V8 keeps the whole list alive for a slice of it. */
function copyOf(slice: string): string {
  return Buffer.from(slice, 'latin1').toString('latin1');
}

function addConffiles(status: string, files: Map<string, OwnedFile>): void {
  let owner = '';
  for (const line of status.split('\n')) {
    if (line.startsWith('Package: ')) owner = line.slice(9);
    const match = /^ (\/\S{1,4096}) ([0-9a-f]{32})(?: obsolete)?$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined || files.size >= MAX_FILES) continue;
    files.set(normalPath(match[1]), { package: owner, algorithm: 'md5', digest: copyOf(match[2]) });
  }
}

/** apk's database: `P:` package, `F:` folder, `R:` file, `Z:Q1` SHA-1 in base64. */
function addApk(text: string, files: Map<string, OwnedFile>): void {
  let [owner, folder, name] = ['', '', ''];
  for (const line of text.split('\n')) {
    const value = line.slice(2);
    if (line.startsWith('P:')) owner = value;
    else if (line.startsWith('F:')) folder = value;
    else if (line.startsWith('R:')) name = value;
    else if (line.startsWith('Z:Q1') && files.size < MAX_FILES) {
      const digest = Buffer.from(line.slice(4), 'base64').toString('hex');
      files.set(normalPath(`/${folder}/${name}`), { package: owner, algorithm: 'sha1', digest });
    }
  }
}
