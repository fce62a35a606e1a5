import { logChunks } from './log-chunks.js';
import type { LogInput } from './log-record.js';

/** Longest line that is searched, in characters: a banner such as `▲ Next.js 15.3.2` is short. */
const longestLine = 400;

/** A line of a log: its 1-based number, its text, and what the pattern's first group held. */
export interface BannerLine {
  readonly line: number;
  readonly text: string;
  readonly value: string;
}

/**
 * The last short line of a log that matches `pattern` (with one group). `needle` is a part in ASCII that each match has:
 * pieces without it are only counted. Bounded memory, linear time; never throws.
 */
export function lastBanner(input: LogInput, needle: string, pattern: RegExp): BannerLine | null {
  let found: BannerLine | null = null;
  let before = 0;
  for (const { text, decode } of logChunks(input)) {
    if (text.includes(needle)) found = inChunk(text, decode, before, pattern) ?? found;
    before += linesIn(text);
  }
  return found;
}

function inChunk(text: string, decode: (slice: string) => string, before: number, pattern: RegExp): BannerLine | null {
  const lines = decode(text).split('\n');
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? '';
    const value = line.length <= longestLine ? pattern.exec(line)?.[1] : undefined;
    if (value !== undefined) return { line: before + index + 1, text: line, value };
  }
  return null;
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
