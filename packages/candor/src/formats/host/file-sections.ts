import { type TextLine, textLines } from '../text/text-lines.js';

/** One file of a concatenation; its lines keep the numbers that they have in the whole text. */
export interface FileSection {
  /** Path from the `==> path <==` header; null for text before the first header. */
  readonly path: string | null;
  readonly lines: readonly TextLine[];
}

/**
 * Splits the output of `tail -n +1 -v FILE…` at its headers. A file may contain such a line itself, so a header counts
 * only for an absolute path. Text without any header is one section.
 */
export function splitFileSections(text: string): FileSection[] {
  const sections: { path: string | null; lines: TextLine[] }[] = [];
  for (const line of textLines(text)) {
    const path = /^==> (\/[^\n]{1,4096}) <==$/.exec(line.text)?.[1];
    if (path !== undefined) sections.push({ path, lines: [] });
    else if (sections.length === 0) sections.push({ path: null, lines: [line] });
    else sections.at(-1)?.lines.push(line);
  }
  // tail separates files by one empty line that belongs to neither.
  for (const { lines } of sections.slice(0, -1)) if (lines.at(-1)?.text === '') lines.pop();
  return sections;
}
