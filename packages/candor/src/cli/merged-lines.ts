import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CandorError } from '../core/errors.js';
import { lineMapper } from '../watch/events/line-mapper.js';
import type { Source } from '../watch/events/source-kind.js';
import { plainLine } from './plain-text.js';

/** One line of one file with its own time; a line without one has the time of the line before. */
export interface TimedLine {
  readonly source: Source;
  readonly text: string;
  readonly at: Date;
}

/** Lines of several logs as one stream in the order of their times; each file is read once, a line at a time. */
export async function* mergedLines(
  files: readonly { readonly path: string; readonly source: Source }[],
  now: Date,
): AsyncIterable<TimedLine> {
  const streams = files.map(({ path, source }) => timedLines(path, source, now)[Symbol.asyncIterator]());
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let first = -1;
    for (const [index, head] of heads.entries())
      if (!head.done && (first < 0 || head.value.at < (heads[first]?.value?.at ?? head.value.at))) first = index;
    const head = heads[first];
    const stream = streams[first];
    if (head === undefined || head.done || stream === undefined) return;
    yield head.value;
    heads[first] = await stream.next();
  }
}

async function* timedLines(path: string, source: Source, now: Date): AsyncIterable<TimedLine> {
  const mapper = lineMapper(source, Intl.DateTimeFormat().resolvedOptions().timeZone);
  let at = new Date(0);
  let seq = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      seq += 1;
      const time = mapper.take(text, seq, now)[0]?.time ?? at;
      if (time > at && time < now) at = time;
      yield { source, text, at };
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CandorError('INPUT_INVALID', `${plainLine(path)} cannot be read: ${plainLine(why)}`, {
      hint: 'name log files; a compressed one goes through zcat first',
    });
  }
}
