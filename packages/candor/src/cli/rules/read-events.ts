import { z } from 'zod';
import { CandorError } from '../../core/errors.js';
import type { WatchEvent } from '../../core/event.js';
import { type SampleSource, sampleSources } from '../../sigma/samples/sample.js';
import { linesOf } from '../event-lines.js';
import type { Terminal } from '../terminal.js';
import { sampleReader } from './sample-reader.js';

const word = z.string().max(200).nullable().default(null);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const eventShape = z.object({
  time: z.iso.datetime({ offset: true }).optional(),
  logsource: z.object({ product: word, category: word, service: word }),
  fields: z.record(z.string(), z.union([scalar, z.array(scalar)])),
  raw: z.string().default(''),
});

/** Events of a file: one JSON object a line, or log lines of the given kind. Throws INPUT_INVALID with the line. */
export async function* readEvents(file: string, as: string | undefined, terminal: Terminal): AsyncIterable<WatchEvent> {
  const source = sampleSources.find((one) => one === (as ?? 'event'));
  if (source === undefined)
    throw new CandorError('USAGE', `there is no kind of lines "${as}"`, {
      hint: sampleSources.slice(0, -1).join(', '),
    });
  const toEvents = source === 'event' ? jsonEvents(file) : logEvents(source, terminal.now());
  let number = 0;
  for await (const line of linesOf(file, terminal)) {
    number += 1;
    if (line !== '') yield* toEvents(line, number);
  }
}

function logEvents(source: SampleSource, now: Date) {
  const read = sampleReader(0);
  return (text: string, number: number) => read({ at: now, source, text, event: null }, number);
}

function jsonEvents(file: string) {
  return (text: string, number: number): WatchEvent[] => {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw notAnEvent(file, number, 'it is no JSON');
    }
    const read = eventShape.safeParse(json);
    if (!read.success) {
      const issue = read.error.issues[0];
      throw notAnEvent(file, number, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`);
    }
    const { time, ...event } = read.data;
    const source = { sensor: 'file', name: file, cursor: String(number) };
    return [{ ...event, time: new Date(time ?? number), source }];
  };
}

function notAnEvent(file: string, number: number, why: string): CandorError {
  return new CandorError('INPUT_INVALID', `line ${number} of ${file} is no event: ${why}`, {
    hint: 'one JSON object a line with time, logsource, fields and raw; for log lines say --as nginx-access',
  });
}
