import { createReadStream } from 'node:fs';
import { CandorError } from '../core/errors.js';
import { MAX_LINE_CHARS, MAX_TEXT_CHARS } from '../formats/text/limits.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** The whole text of a file or of standard input (`-`), bounded. */
export async function textOf(file: string, terminal: Terminal): Promise<string> {
  const lines: string[] = [];
  let chars = 0;
  for await (const line of linesOf(file, terminal)) {
    chars += line.length + 1;
    if (chars > MAX_TEXT_CHARS)
      throw new CandorError('USAGE', `${plainLine(file)} has more than 64 million characters`, {
        hint: 'give its tail',
      });
    lines.push(line);
  }
  return lines.join('\n');
}

/** Lines of a file or of standard input, each bounded; what is longer is cut. */
export async function* linesOf(file: string, terminal: Terminal): AsyncIterable<string> {
  const source: AsyncIterable<Buffer> = file === '-' ? terminal.stdin : createReadStream(file);
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of source) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = (parts.pop() ?? '').slice(0, MAX_LINE_CHARS);
      yield* parts;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CandorError('USAGE', `${plainLine(file)} cannot be read: ${plainLine(why)}`);
  }
  if (rest !== '') yield rest;
}
