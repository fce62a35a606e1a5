import { type LogInput, MAX_LINE } from './log-record.js';

/** A piece of a log that ends with a line; `decode` turns a slice of it into real text. */
export interface LogChunk {
  readonly text: string;
  readonly decode: (slice: string) => string;
}

/** In units: 64 KiB peak at 164 MB over 200 MB of logs, 1 MiB at 245, in the same time (bench/judge). */
const WINDOW = 65_536;

/** Bytes are read as Latin-1, which is a plain copy; only slices that matter are decoded as UTF-8. */
function decodeBytes(slice: string): string {
  return Buffer.from(slice, 'latin1').toString('utf8');
}

function keep(slice: string): string {
  return slice;
}

function* windows(input: LogInput): Generator<LogChunk> {
  const pieces = typeof input === 'string' || input instanceof Uint8Array ? [input] : input;
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      for (let from = 0; from < piece.length; from += WINDOW)
        yield { text: piece.slice(from, from + WINDOW), decode: keep };
    } else {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      for (let from = 0; from < bytes.length; from += WINDOW)
        yield { text: bytes.toString('latin1', from, Math.min(from + WINDOW, bytes.length)), decode: decodeBytes };
    }
  }
}

/**
 * Cuts a log into pieces of about 64 KiB at line ends, in bounded memory. Of a line longer than `MAX_LINE` plus one
 * window the middle is dropped.
 */
export function* logChunks(input: LogInput): Generator<LogChunk> {
  let carry = '';
  let decode = keep;
  for (const chunk of windows(input)) {
    if (carry !== '' && chunk.decode !== decode) {
      yield { text: `${carry}\n`, decode };
      carry = '';
    }
    decode = chunk.decode;
    const end = chunk.text.lastIndexOf('\n');
    if (end < 0) {
      carry = carry.length > MAX_LINE ? carry : carry + chunk.text;
      continue;
    }
    yield { text: carry === '' ? chunk.text.slice(0, end + 1) : carry + chunk.text.slice(0, end + 1), decode };
    carry = chunk.text.slice(end + 1);
  }
  if (carry !== '') yield { text: `${carry}\n`, decode };
}
