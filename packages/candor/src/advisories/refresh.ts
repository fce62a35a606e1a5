import type { AdvisoryRow, PublishedTable } from './advisory-schema.js';
import { maxTableBytes, parseTable, writeCachedTable } from './cached-table.js';

/** `fetch` as the refresher uses it; tests pass their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Where the published table lives: one GET, no parameter, no header about the host; nothing else is asked by default.
 * The name is reserved (RFC 2606) and answers nowhere until the site's configuration names a mirror: the shipped table
 * serves till then, and its age is printed.
 */
export const defaultTableUrl = 'https://advisories.candor.example/v1.json';

/** Deadline of each request (checks.md, IMG-15). */
export const refreshDeadlineMs = 3_000;

/** What came of a refresh. */
export type RefreshOutcome =
  | { readonly ok: true; readonly table: PublishedTable }
  | { readonly ok: false; readonly reason: 'timeout' | 'unreachable' | 'refused' | 'invalid'; readonly detail: string };

/** Fetches the published table and checks it. Sends nothing but the GET itself. */
export async function fetchTable(fetch: Fetch, url: string = defaultTableUrl): Promise<RefreshOutcome> {
  const answer = await requestText(fetch, url, { method: 'GET' });
  if (!answer.ok) return answer;
  const table = parseTable(answer.text);
  return table === null
    ? { ok: false, reason: 'invalid', detail: `${url} did not answer with an advisory table` }
    : { ok: true, table };
}

/** `candor update`: fetch, check, keep. `suffix` makes the temporary file's name unique. */
export async function refreshCache(
  fetch: Fetch,
  options: { readonly folder: string; readonly suffix: string; readonly url?: string },
): Promise<RefreshOutcome> {
  const outcome = await fetchTable(fetch, options.url ?? defaultTableUrl);
  if (outcome.ok) writeCachedTable(options.folder, outcome.table, options.suffix);
  return outcome;
}

/** The text of an answer, within the deadline and the size limit. */
export async function requestText(
  fetch: Fetch,
  url: string,
  init: RequestInit,
): Promise<{ ok: true; text: string } | (RefreshOutcome & { ok: false })> {
  try {
    const signal = AbortSignal.timeout(refreshDeadlineMs);
    const response = await fetch(url, { ...init, signal, redirect: 'error' });
    if (!response.ok) return { ok: false, reason: 'refused', detail: `${url} answered ${response.status}` };
    return await boundedText(response, url);
  } catch (error) {
    const timedOut = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
    if (timedOut) return { ok: false, reason: 'timeout', detail: `${url}: no answer within ${refreshDeadlineMs} ms` };
    return { ok: false, reason: 'unreachable', detail: `${url}: ${error instanceof Error ? error.message : 'failed'}` };
  }
}

async function boundedText(
  response: Response,
  url: string,
): Promise<{ ok: true; text: string } | (RefreshOutcome & { ok: false })> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxTableBytes) return { ok: false, reason: 'invalid', detail: `${url}: more than 16 MiB` };
    chunks.push(chunk);
  }
  return { ok: true, text: Buffer.concat(chunks).toString('utf8') };
}

/** Rows found for named packages by a public advisory service. */
export type LookupOutcome =
  | { readonly ok: true; readonly rows: readonly AdvisoryRow[] }
  | (RefreshOutcome & { readonly ok: false });
