import { CandorError } from '../core/errors.js';
import type { WatchEvent } from '../core/event.js';
import { type LineMapper, lineMapper } from '../watch/events/line-mapper.js';
import type { Source } from '../watch/events/source-kind.js';
import type { Database } from '../watch/store/database.js';
import { batchesFrom, nextSeq } from '../watch/store/line-log.js';
import { openStoreToRead } from '../watch/store/open-store.js';
import { linesOf } from '../watch/store/search-lines.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';
import { pause } from './watch-loop.js';

const lookEveryMs = 500;

interface TailOptions {
  readonly source?: string;
  readonly lines: string;
  readonly once?: boolean;
  readonly json?: boolean;
  readonly store: string;
}

/** Prints stored lines as events, and goes on with what comes until it is interrupted. */
export async function runTail(options: TailOptions, terminal: Terminal): Promise<void> {
  const count = Number(options.lines);
  if (!Number.isInteger(count) || count < 0)
    throw new CandorError('USAGE', `--lines ${plainLine(options.lines)} is no number of lines`);
  const end = new AbortController();
  process.once('SIGINT', () => end.abort());
  const database = openStoreToRead(options.store);
  const mappers = new Map<string, LineMapper>();
  try {
    let next = Math.max(1, nextSeq(database) - count);
    while (!end.signal.aborted) {
      for (const batch of batchesFrom(database, next)) {
        const mapper = mappers.get(batch.source) ?? lineMapper(sourceOf(database, batch.source), timezone());
        mappers.set(batch.source, mapper);
        for (const line of linesOf(batch)) {
          const events = mapper.take(line.text, line.seq, line.receivedAt);
          if (line.seq >= next && isWanted(batch.source, options.source))
            for (const event of events)
              terminal.stdout(options.json ? `${JSON.stringify(event)}\n` : `${sentence(event)}\n`);
        }
        next = batch.seq + batch.lines;
      }
      if (options.once) return;
      await pause(lookEveryMs, end.signal);
    }
  } finally {
    database.close();
  }
}

function timezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function sourceOf(database: Database, name: string): Source {
  const row = database.prepare('SELECT value FROM meta WHERE key = ?').get(`source:${name}`);
  return row === undefined ? { name, what: { kind: 'text' } } : (JSON.parse(String(row.value)) as Source); // written by Watcher.add
}

function isWanted(source: string, wanted: string | undefined): boolean {
  return wanted === undefined || source === wanted || source.startsWith(`${wanted}:`);
}

function sentence({ time, logsource, source, raw }: WatchEvent): string {
  const what = [logsource.product, logsource.category, logsource.service].filter((part) => part !== null).join('/');
  return plainLine(`${time.toISOString()} ${what} ${source.name}  ${raw}`).slice(0, 1000);
}
