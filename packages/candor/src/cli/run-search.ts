import { CandorError } from '../core/errors.js';
import { openStoreToRead } from '../watch/store/open-store.js';
import { searchLines } from '../watch/store/search-lines.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

interface SearchOptions {
  readonly part?: boolean;
  readonly since: number;
  readonly source?: string;
  readonly limit: string;
  readonly json?: boolean;
  readonly store: string;
}

/** Prints stored lines that hold a text; the exit code is 0 when there are any. */
export function runSearch(text: string, options: SearchOptions, terminal: Terminal): number {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || text === '')
    throw new CandorError('USAGE', `--limit ${plainLine(options.limit)} is no number of lines`);
  const now = terminal.now();
  const database = openStoreToRead(options.store);
  try {
    const found = searchLines(database, {
      text,
      part: options.part ?? false,
      since: new Date(now.getTime() - options.since),
      until: now,
      source: options.source ?? null,
      limit,
    });
    for (const { seq, source, receivedAt, text: line } of found.lines)
      terminal.stdout(
        options.json
          ? `${JSON.stringify({ seq, source, receivedAt, line })}\n`
          : `${receivedAt.toISOString()} ${plainLine(source)}  ${plainLine(line)}\n`,
      );
    if (found.more) terminal.stderr(`there are more lines: only the newest ${limit} are printed (--limit)\n`);
    if (found.damaged > 0)
      terminal.stderr(`${found.damaged} segments cannot be read: candor store verify says which\n`);
    return found.lines.length > 0 ? 0 : 1;
  } finally {
    database.close();
  }
}
