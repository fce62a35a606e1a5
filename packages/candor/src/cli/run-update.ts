import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { loadAdvisoryTable } from '../advisories/load-table.js';
import { refreshCache } from '../advisories/refresh.js';
import { CandorError, exitCodes } from '../core/errors.js';
import { cacheFolder } from './folders.js';
import type { Terminal } from './terminal.js';

/** Fetches the published table into the cache; returns 0, or 65 when nothing fresh could be had. */
export async function runUpdate(options: { url?: string; json?: boolean }, terminal: Terminal): Promise<number> {
  const folder = cacheFolder(terminal);
  if (folder === null)
    throw new CandorError('USAGE', 'there is no place for a cache', { hint: 'set HOME or XDG_CACHE_HOME' });
  const url = options.url ?? terminal.env.CANDOR_ADVISORIES_URL;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const outcome = await refreshCache(fetch, { folder, suffix: randomUUID(), ...(url === undefined ? {} : { url }) });
  const table = loadAdvisoryTable(terminal.now(), folder);
  const age = `${table.rows.length} advisories, retrieved ${table.retrievedAt.toISOString().slice(0, 10)}, ${Math.floor(table.ageDays)} days old${table.stale ? ': stale, SAFE is out of reach until they are refreshed' : ''}`;
  if (options.json)
    terminal.stdout(
      `${JSON.stringify({ updated: outcome.ok, reason: outcome.ok ? null : outcome.reason, detail: outcome.ok ? null : outcome.detail, rows: table.rows.length, retrievedAt: table.retrievedAt, stale: table.stale })}\n`,
    );
  else
    terminal.stdout(
      outcome.ok ? `updated: ${age}\n` : `not updated (${outcome.reason}: ${outcome.detail})\nin force: ${age}\n`,
    );
  return outcome.ok ? 0 : exitCodes.data;
}
