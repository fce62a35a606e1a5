import { readFileSync } from 'node:fs';
import type { Advisory, AdvisoryTable, EndOfLife } from '../facts/advisories.js';
import type { AdvisoryRow, EndOfLifeRow, PublishedTable } from './advisory-schema.js';
import { readCachedTable } from './cached-table.js';

/** Files of the shipped table; `end-of-life.json` and `meta.json` stand beside them. */
export const advisoryFiles = ['next', 'react', 'payload', 'sharp', 'mongodb', 'nginx', 'docker'] as const;

/** Age in days above which the table is stale (advisories.md). */
export const staleAfterDays = 14;

const dayMs = 86_400_000;

/** The shipped rows as they stand in JSON. They are part of the package, so their shape is held by a test, not here. */
export function shippedTable(): PublishedTable {
  return {
    format: 'candor-advisories/1',
    retrievedAt: shipped<{ retrievedAt: string }>('meta').retrievedAt,
    rows: advisoryFiles.flatMap((name) => shipped<AdvisoryRow[]>(name)),
    endOfLife: shipped<EndOfLifeRow[]>('end-of-life'),
  };
}

function shipped<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as T; // our own data, checked by a test
}

/**
 * The table in force at `capturedAt`: what is shipped, with fresher rows of `cacheFolder` where `candor update` left
 * valid ones. A cache that is missing, damaged or older than the shipped table is ignored.
 */
export function loadAdvisoryTable(capturedAt: Date, cacheFolder: string | null = null): AdvisoryTable {
  const base = shippedTable();
  const cached = cacheFolder === null ? null : readCachedTable(cacheFolder);
  const fresher = cached !== null && Date.parse(cached.retrievedAt) > Date.parse(base.retrievedAt) ? cached : null;
  return toTable(fresher === null ? base : mergeTables(base, fresher), capturedAt);
}

/** Rows of `fresh` replace those of the same id and package; rows that only `base` has are kept. */
export function mergeTables(base: PublishedTable, fresh: PublishedTable): PublishedTable {
  const replaced = new Set(fresh.rows.map(rowKey));
  const lines = new Map([...base.endOfLife, ...fresh.endOfLife].map((row) => [`${row.product} ${row.line}`, row]));
  return {
    format: 'candor-advisories/1',
    retrievedAt: fresh.retrievedAt,
    rows: [...base.rows.filter((row) => !replaced.has(rowKey(row))), ...fresh.rows],
    endOfLife: [...lines.values()],
  };
}

function rowKey(row: AdvisoryRow): string {
  return `${row.id} ${row.package}`;
}

/** The fact's value; age = max(0, capturedAt − retrievedAt), so that an old bundle is judged with newer data. */
export function toTable(table: PublishedTable, capturedAt: Date): AdvisoryTable {
  const retrievedAt = new Date(table.retrievedAt);
  const ageDays = Math.max(0, (capturedAt.getTime() - retrievedAt.getTime()) / dayMs);
  return {
    rows: table.rows.map(toAdvisory),
    endOfLife: table.endOfLife.map((row): EndOfLife => ({ ...row, endsAt: new Date(row.endsAt) })),
    retrievedAt,
    ageDays,
    stale: ageDays > staleAfterDays,
  };
}

function toAdvisory(row: AdvisoryRow): Advisory {
  return { ...row, published: row.published === null ? null : new Date(row.published) };
}
