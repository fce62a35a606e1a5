import { createRequire } from 'node:module';

/** A value that SQLite holds. Integers are read as numbers (they stay below 2^53 here). */
export type Cell = string | number | bigint | Uint8Array | null;
/** One row by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** A prepared statement: the part of `node:sqlite` that the store uses. */
export interface Statement {
  run(...values: Cell[]): { readonly changes: number | bigint };
  get(...values: Cell[]): Row | undefined;
  all(...values: Cell[]): Row[];
}

/** One open database. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

type Open = new (path: string, options?: { readonly readOnly?: boolean }) => Database;

/**
 * Opens a SQLite file with Node's own driver where the running Node has it (22.13 and newer), else with
 * `@photostructure/sqlite`, which has the same interface. The part of both that is used is {@link Database}.
 */
export function openDatabase(path: string, options: { readonly readOnly?: boolean } = {}): Database {
  const Driver = ownDriver() ?? packagedDriver();
  return options.readOnly ? new Driver(path, { readOnly: true }) : new Driver(path);
}

function ownDriver(): Open | null {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 13)) return null; // behind a flag before 22.13
  const found = process.getBuiltinModule('node:sqlite') as { DatabaseSync: Open } | undefined; // typed since @types/node 22
  return found?.DatabaseSync ?? null;
}

function packagedDriver(): Open {
  const load = createRequire(import.meta.url);
  return (load('@photostructure/sqlite') as { DatabaseSync: Open }).DatabaseSync; // same interface, by its documentation
}

/** Runs `work` as one transaction: all of it holds, or nothing. */
export function inTransaction<T>(database: Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
