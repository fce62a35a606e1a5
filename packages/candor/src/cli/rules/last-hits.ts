import { CandorError } from '../../core/errors.js';
import { openStoreToRead } from '../../watch/store/open-store.js';
import { plainLine } from '../plain-text.js';

/** When a rule matched last, newest first; or why nobody knows. */
export type LastHits =
  | { readonly known: true; readonly hits: readonly { readonly at: string; readonly evidence: string }[] }
  | { readonly known: false; readonly reason: string };

const MOST_HITS = 5;

/** The last five detections of a rule in the watcher's store. */
export function lastHits(ruleKey: string, folder: string): LastHits {
  try {
    const store = openStoreToRead(folder);
    try {
      const rows = store
        .prepare('SELECT at_ms, body FROM detections WHERE rule = ? ORDER BY at_ms DESC LIMIT ?')
        .all(ruleKey, MOST_HITS);
      return {
        known: true,
        hits: rows.map((row) => ({
          at: new Date(Number(row.at_ms)).toISOString(),
          evidence: plainLine(evidenceOf(String(row.body))).slice(0, 200),
        })),
      };
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof CandorError) return { known: false, reason: `unknown: ${error.message}` };
    throw error;
  }
}

function evidenceOf(body: string): string {
  const detection = JSON.parse(body) as { evidence?: unknown }; // written by storeFindings; looked at below
  return typeof detection.evidence === 'string' ? detection.evidence : '';
}
