import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { CandorError } from '../core/errors.js';
import { type Database, inTransaction, openDatabase, type Row, type Statement } from '../watch/store/database.js';
import type { BytePath, Change, EntryKind, FileState } from './file-state.js';

/** A file of its own beside the watcher's store: a long write must not hold the watcher up. */
const fileName = 'baseline.sqlite';

const schema = `
CREATE TABLE meta (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE packages (name TEXT PRIMARY KEY, stamp TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
  folder TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, mode INTEGER NOT NULL, owner INTEGER NOT NULL,
  grp INTEGER NOT NULL, inode TEXT NOT NULL, links INTEGER NOT NULL, size INTEGER NOT NULL, mtime TEXT NOT NULL,
  ctime TEXT NOT NULL, target TEXT, sha256 TEXT, package TEXT, PRIMARY KEY (folder, name)) WITHOUT ROWID;
`;

const scopeSchema = z.strictObject({
  at: z.iso.datetime(),
  roots: z.array(z.strictObject({ path: z.string(), container: z.string().nullable() })),
  patterns: z.array(z.string()),
  excluded: z.array(z.string()),
  /** Containers' layers and bind mounts belong to it. */
  containers: z.boolean(),
});

/** What a baseline is of. Paths are byte paths; `patterns` are looked up again at each verification. */
export type Scope = z.infer<typeof scopeSchema>;

/** An entry as the baseline holds it. */
export interface Known {
  readonly state: FileState;
  readonly owner: string | null;
}

/** The stored baseline. */
export class BaselineFile {
  readonly #database: Database;
  readonly #one: Statement;
  readonly #folder: Statement;
  readonly #put: Statement;
  readonly #remove: Statement;

  constructor(database: Database) {
    this.#database = database;
    this.#one = database.prepare('SELECT * FROM files WHERE folder = ? AND name = ?');
    this.#folder = database.prepare('SELECT * FROM files WHERE folder = ?');
    this.#put = database.prepare(`INSERT OR REPLACE INTO files VALUES (${Array(14).fill('?').join(',')})`);
    this.#remove = database.prepare('DELETE FROM files WHERE folder = ? AND name = ?');
  }

  entry(path: BytePath): Known | null {
    const row = this.#one.get(dirname(path), basename(path));
    return row === undefined ? null : knownOf(row);
  }

  /** Entries of one folder by name. */
  folder(path: BytePath): Map<string, Known> {
    return new Map(this.#folder.all(path).map((row) => [String(row.name), knownOf(row)]));
  }

  scope(): Scope {
    const row = this.#database.prepare('SELECT body FROM meta WHERE key = ?').get('scope');
    return scopeSchema.parse(JSON.parse(String(row?.body)));
  }

  count(): number {
    return Number(this.#database.prepare('SELECT count(*) AS n FROM files').get()?.n);
  }

  /** Stamps of the packages when the baseline was made. */
  packages(): Map<string, string> {
    const rows = this.#database.prepare('SELECT name, stamp FROM packages').all();
    return new Map(rows.map((row) => [String(row.name), String(row.stamp)]));
  }

  /** Makes changes part of the baseline. */
  accept(changes: Iterable<Change>): void {
    for (const { path, after, owner } of changes) {
      const place = [dirname(path), basename(path)] as const;
      if (after === null) this.#remove.run(...place);
      else {
        const { kind, mode, group, inode, links, sizeBytes, mtimeNs, ctimeNs, target, sha256 } = after;
        this.#put.run(
          ...place,
          kind,
          mode,
          after.owner,
          group,
          inode,
          links,
          sizeBytes,
          mtimeNs,
          ctimeNs,
          target,
          sha256,
          owner,
        );
      }
    }
  }

  setScope(scope: Scope): void {
    this.#database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run('scope', JSON.stringify(scope));
  }

  /** Replaces the stamps, and notes who owns which path. */
  setPackages(stamps: ReadonlyMap<string, string>, owned: Iterable<readonly [BytePath, string]>): void {
    this.#database.exec('DELETE FROM packages; UPDATE files SET package = NULL WHERE package IS NOT NULL;');
    const put = this.#database.prepare('INSERT INTO packages VALUES (?, ?)');
    for (const [name, stamp] of stamps) put.run(name, stamp);
    const own = this.#database.prepare('UPDATE files SET package = ? WHERE folder = ? AND name = ?');
    for (const [path, name] of owned) own.run(name, dirname(path), basename(path));
  }

  /** All of the work holds, or nothing. */
  write<T>(work: () => T): T {
    return inTransaction(this.#database, work);
  }

  begin(): void {
    this.#database.exec('BEGIN IMMEDIATE');
  }

  commit(): void {
    this.#database.exec('COMMIT');
  }

  close(): void {
    this.#database.close();
  }
}

/** True when a baseline is stored there. */
export function hasBaseline(store: string): boolean {
  return existsSync(join(store, fileName));
}

/** Where it is stored. */
export function baselinePath(store: string): string {
  return join(store, fileName);
}

/** Opens the baseline; a missing or strange one ends the run. */
export function openBaseline(store: string, options: { readonly readOnly: boolean }): BaselineFile {
  const path = join(store, fileName);
  try {
    return new BaselineFile(openDatabase(path, options));
  } catch (error) {
    throw new CandorError('STORE_UNUSABLE', `no baseline can be read from ${path}`, {
      hint: 'sudo candor baseline init makes one; name another folder with --store DIR',
      cause: error,
    });
  }
}

/** Makes a new baseline beside the old one; it takes its place when `fill` has ended well, never before. */
export async function makeBaseline(store: string, fill: (baseline: BaselineFile) => Promise<void>): Promise<void> {
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const path = join(store, fileName);
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  const database = openDatabase(fresh);
  try {
    chmodSync(fresh, 0o600);
    database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ${schema}`); // thrown away when it fails
    const baseline = new BaselineFile(database);
    baseline.begin();
    await fill(baseline);
    baseline.commit();
    database.exec('PRAGMA synchronous = FULL;');
  } catch (error) {
    database.close();
    rmSync(fresh, { force: true });
    throw error;
  }
  database.close();
  renameSync(fresh, path);
}

/** A name in a folder. */
export function joinBytes(folder: BytePath, name: string): BytePath {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

function knownOf(row: Row): Known {
  const text = (cell: Row[string] | undefined) => (cell === null || cell === undefined ? null : String(cell));
  return {
    state: {
      kind: String(row.kind) as EntryKind, // written by accept()
      mode: Number(row.mode),
      owner: Number(row.owner),
      group: Number(row.grp),
      inode: String(row.inode),
      links: Number(row.links),
      sizeBytes: Number(row.size),
      mtimeNs: String(row.mtime),
      ctimeNs: String(row.ctime),
      target: text(row.target),
      sha256: text(row.sha256),
    },
    owner: text(row.package),
  };
}
