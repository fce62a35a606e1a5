import { lineEndOf } from './lines.js';

/** One keyword of an sshd_config(5), outside of comments. */
interface SshdLine {
  readonly index: number;
  readonly keyword: string;
  readonly value: string;
}

/** Keywords of the global part, which ends with the first `Match` (sshd_config(5)); the first value of each counts. */
export function globalSettings(text: string): readonly SshdLine[] {
  const found: SshdLine[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const parts = /^[ \t]*([A-Za-z]+)(?:[ \t]+|[ \t]*=[ \t]*)"?([^"\r#]*?)"?[ \t]*(?:#.*)?\r?$/.exec(line);
    if (parts === null) continue;
    const keyword = (parts[1] ?? '').toLowerCase();
    if (keyword === 'match') break;
    found.push({ index, keyword, value: (parts[2] ?? '').trim() });
  }
  return found;
}

/** Files that `Include` names, as patterns, in order; relative ones lie in /etc/ssh (sshd_config(5)). */
export function includes(text: string): readonly string[] {
  return globalSettings(text)
    .filter(({ keyword }) => keyword === 'include')
    .flatMap(({ value }) => value.split(/\s+/))
    .map((pattern) => (pattern.startsWith('/') ? pattern : `/etc/ssh/${pattern}`));
}

/** Sets a keyword: in its place, behind the comment that shows its default, or behind the last global line. */
export function setKeyword(text: string, keyword: string, value: string): string {
  const eol = lineEndOf(text);
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const own = globalSettings(text).find((one) => one.keyword === keyword.toLowerCase());
  if (own !== undefined) {
    const line = lines[own.index] ?? '';
    lines[own.index] = line.replace(
      /^([ \t]*[A-Za-z]+(?:[ \t]+|[ \t]*=[ \t]*)"?)[^"#]*?("?[ \t]*(?:#.*)?)$/,
      `$1${value}$2`,
    );
    return lines.join(eol);
  }
  const match = lines.findIndex((line) => /^[ \t]*match[ \t]/i.test(line));
  const global = match < 0 ? lines : lines.slice(0, match);
  const shown = global.findIndex((line) => new RegExp(`^[ \\t]*#[ \\t]*${keyword}\\b`, 'i').test(line));
  const last = globalSettings(text).at(-1)?.index;
  const at = shown >= 0 ? shown + 1 : last === undefined ? 0 : last + 1;
  return [...lines.slice(0, at), `${keyword} ${value}`, ...lines.slice(at)].join(eol);
}
