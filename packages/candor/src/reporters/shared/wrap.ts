/** Lines of at most `width` columns, broken at spaces; `first` and `rest` are the indents. A longer word is cut. */
export function wrap(text: string, width: number, first = '', rest = first): string[] {
  const limit = Math.max(20, width);
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ').flatMap((part) => pieces(part, limit - rest.length))) {
    if (!empty && line.length + 1 + word.length > limit) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines.map((one) => one.trimEnd());
}

function pieces(word: string, limit: number): string[] {
  const parts: string[] = [];
  for (let at = 0; at < word.length; at += (parts.at(-1) ?? ' ').length) parts.push(head(word.slice(at), limit));
  return parts;
}

/** At most `limit` characters from the start, never half of a surrogate pair. */
function head(text: string, limit: number): string {
  const cut = text.slice(0, limit);
  return cut.length < text.length && cut.length > 1 && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** At most `limit` characters, with an ellipsis where something was cut. */
export function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${head(text, Math.max(2, limit - 1))}…`;
}
