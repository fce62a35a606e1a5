import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BytePath } from './file-state.js';

/** One file of a package as its database has it. */
export interface PackagedFile {
  readonly path: BytePath;
  /** MD5 of `*.md5sums` or of the conffile, hex; null for folders, links, and files that it has no sum of. */
  readonly md5: string | null;
}

/** dpkg's database, read directly (dpkg-query(1), deb-md5sums(5)). One package's list is in memory at a time. */
export class DpkgPackages {
  readonly #folder: string;
  readonly #root: BytePath;
  readonly #versions = new Map<string, string>();
  readonly #conffiles = new Map<string, Map<string, string>>();
  readonly #merged: ReadonlySet<string>;

  /** @param admin dpkg's folder, `/var/lib/dpkg`. @param root where its paths begin: empty for `/`. */
  constructor(admin: string, root: BytePath, mergedFolders: ReadonlySet<string>) {
    this.#folder = join(admin, 'info');
    this.#root = root;
    this.#merged = mergedFolders;
    this.#readStatus(readLatin1(join(admin, 'status')));
  }

  /** Version and time of installation of each package: another stamp means that dpkg unpacked it again. */
  stamps(): Map<string, string> {
    const stamps = new Map<string, string>();
    for (const name of this.#names()) stamps.set(name, `${this.version(name)} ${this.installedAtMs(name)}`);
    return stamps;
  }

  version(name: string): string {
    return this.#versions.get(name) ?? 'unknown version';
  }

  /** When dpkg wrote the package's list; milliseconds since 1970. */
  installedAtMs(name: string): number {
    return statSync(join(this.#folder, `${name}.list`), { throwIfNoEntry: false })?.ctimeMs ?? 0;
  }

  /** Files, folders and links of a package. */
  *files(name: string): Generator<PackagedFile> {
    const sums = new Map(this.#conffiles.get(name.replace(/:.*$/, '')));
    for (const line of readLatin1(join(this.#folder, `${name}.md5sums`)).split('\n'))
      if (/^[0-9a-f]{32} /.test(line)) sums.set(`/${line.slice(34)}`, line.slice(0, 32));
    for (const path of readLatin1(join(this.#folder, `${name}.list`)).split('\n'))
      if (path.startsWith('/') && path !== '/.') yield { path: this.#real(path), md5: sums.get(path) ?? null };
  }

  /** `/bin/x` is `/usr/bin/x` where `/bin` is a link (merged /usr, Debian 12). */
  #real(path: string): BytePath {
    const top = path.slice(0, path.indexOf('/', 1));
    return `${this.#root}${this.#merged.has(top) ? '/usr' : ''}${path}`;
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder)
        .filter((name) => name.endsWith('.list'))
        .map((name) => name.slice(0, -5));
    } catch {
      return []; // no dpkg here
    }
  }

  #readStatus(text: string): void {
    let name = '';
    let architecture = '';
    for (const line of text.split('\n')) {
      if (line.startsWith('Package: ')) name = line.slice(9);
      if (line.startsWith('Architecture: ')) architecture = line.slice(14);
      if (line.startsWith('Version: ')) {
        this.#versions.set(name, line.slice(9));
        this.#versions.set(`${name}:${architecture}`, line.slice(9));
      }
      const [, path, md5] = /^ (\/\S{1,4096}) ([0-9a-f]{32})(?: obsolete)?$/.exec(line) ?? [];
      if (path === undefined || md5 === undefined) continue;
      const sums = this.#conffiles.get(name) ?? new Map<string, string>();
      this.#conffiles.set(name, sums.set(path, md5));
    }
  }
}

function readLatin1(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // not installed, or a package without sums
  }
}
