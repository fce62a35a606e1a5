/** End of line of a text: that of its first line, `\n` when it has one line only. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset behind the line feed that ends the line of `offset`; the text's end for the last line. */
export function lineAfter(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Blanks before the first other character of the line that holds `offset`. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';
}

/** Lines as an insertion behind the line of `offset`, for a text that may lack its last line feed. */
export function insertionAfterLine(
  text: string,
  offset: number,
  lines: readonly string[],
): { start: number; end: number; text: string } {
  const at = lineAfter(text, offset);
  const eol = lineEndOf(text);
  const isOpen = at === text.length && text !== '' && !text.endsWith('\n');
  const body = lines.join(eol);
  return { start: at, end: at, text: isOpen ? `${eol}${body}` : `${body}${eol}` };
}
