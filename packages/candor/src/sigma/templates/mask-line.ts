/** Stands for what changes from line to line. */
export const HOLE = '<*>';
/** How much of a line is looked at, and how many words. */
const MAX_CHARS = 2_048;
const MAX_WORDS = 64;

/**
 * Words of a line, those with a digit as holes: numbers, times, addresses, identifiers (He et al., Drain, 2017). One pass
 * over the line, whatever is in it.
 */
export function maskLine(line: string): string[] {
  const words: string[] = [];
  const end = Math.min(line.length, MAX_CHARS);
  let start = -1;
  let digit = false;
  for (let at = 0; at <= end && words.length < MAX_WORDS; at += 1) {
    const code = at < end ? line.charCodeAt(at) : 32;
    if (code <= 32) {
      if (start >= 0) words.push(digit ? HOLE : wordOf(line, start, at));
      start = -1;
      digit = false;
    } else {
      if (start < 0) start = at;
      if (code >= 48 && code <= 57) digit = true;
    }
  }
  return words;
}

/** A word; one that is longer than any of a language is a hole (encoded text, paths of an attacker). */
function wordOf(line: string, start: number, end: number): string {
  return end - start > 64 ? HOLE : line.slice(start, end);
}
