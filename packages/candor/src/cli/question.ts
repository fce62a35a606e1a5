import { createInterface } from 'node:readline';
import { CandorError } from '../core/errors.js';

/** Where a question is asked and answered. */
export interface QuestionStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** What was typed or pasted before its question came: whole lines, and the beginning of one. */
interface TypedAhead {
  readonly lines: readonly string[];
  readonly rest: string;
}

const typedAhead = new WeakMap<NodeJS.ReadableStream, TypedAhead>();

/**
 * Asks a person one question and returns the answer, trimmed. Several pasted lines answer the questions that follow.
 * Throws INTERRUPTED at Ctrl-C and USAGE at the end of input: whoever asks writes nothing before it has its answers.
 */
export async function question(
  text: string,
  streams: QuestionStreams = { input: process.stdin, output: process.stderr },
): Promise<string> {
  const before = typedAhead.get(streams.input) ?? { lines: [], rest: '' };
  if (before.lines.length > 0) streams.output.write(`${text}: ${before.lines[0]}\n`);
  const now = before.lines.length > 0 ? before : await read(text, before.rest, streams);
  const [answer = '', ...lines] = now.lines;
  typedAhead.set(streams.input, { lines, rest: now.rest });
  return answer.trim();
}

/** At least one line, and all that came with it, because closing the reader would lose that. */
function read(text: string, typed: string, { input, output }: QuestionStreams): Promise<TypedAhead> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    let rest = '';
    let interrupted = false;
    const reader = createInterface({ input, output });
    const close = () => {
      rest = reader.line;
      reader.close();
    };
    reader.on('line', (line) => {
      if (lines.push(line) === 1) queueMicrotask(close);
    });
    reader.on('SIGINT', () => {
      interrupted = true;
      reader.close();
    });
    reader.on('close', () => {
      if (lines.length === 0 || rest !== '') output.write('\n');
      if (lines.length > 0) return resolve({ lines, rest });
      reject(interrupted ? stopped(text) : ended(text));
    });
    reader.setPrompt(`${text}: `);
    reader.prompt();
    if (typed !== '') reader.write(typed);
  });
}

function stopped(text: string): CandorError {
  return new CandorError('INTERRUPTED', `stopped at "${text}": nothing was written`);
}

function ended(text: string): CandorError {
  return new CandorError('USAGE', `the input ended at "${text}": nothing was written`, {
    hint: 'answer the question, or pass its flag (--help lists them)',
  });
}
