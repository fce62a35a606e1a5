import type { ParseWarning } from '../../core/parsed.js';
import type { DockerHeredoc, DockerInstruction } from './model.js';

/** A heredoc operator as BuildKit knows it: a shell word of its own, `<<EOF`, `<<-EOF`, `<<"EOF"`, `3<<EOF`. */
const HEREDOC =
  /\d{0,3}<<(-?)(?:"([A-Za-z_][\w.-]{0,100})"|'([A-Za-z_][\w.-]{0,100})'|([A-Za-z_][\w.-]{0,100}))(?=\s|$)/y;
const MAX_HEREDOCS = 20;
const TAKES_HEREDOC = new Set(['RUN', 'COPY', 'ADD']);

interface Lines {
  readonly all: readonly string[];
  readonly escapeChar: string;
  readonly warnings: ParseWarning[];
  /** Last position of each line's text, as it is and without leading tabs: tells at once whether a heredoc is closed. */
  readonly last: ReadonlyMap<string, number>;
  readonly lastUntabbed: ReadonlyMap<string, number>;
  at: number;
}

interface Opener {
  readonly name: string;
  readonly tabs: boolean;
}

/** Heredoc operators outside of quotes. */
function openersIn(text: string): readonly Opener[] {
  const found: Opener[] = [];
  let quote = '';
  for (let at = 0; at < text.length && found.length < MAX_HEREDOCS; at += 1) {
    const char = text[at] ?? '';
    if (quote === '' && (at === 0 || /\s/.test(text[at - 1] ?? ''))) {
      HEREDOC.lastIndex = at;
      const one = HEREDOC.exec(text);
      if (one !== null) {
        found.push({ name: one[2] ?? one[3] ?? one[4] ?? '', tabs: one[1] === '-' });
        at += one[0].length - 1;
        continue;
      }
    }
    if (char === '\\' && quote !== "'") at += 1;
    else if (quote === char) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
  }
  return found;
}

/** Whether a line goes on in the next one: it ends with the escape character, blanks after it allowed. */
function continues(line: string, escapeChar: string): boolean {
  return line.trimEnd().endsWith(escapeChar);
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

/** Joins an instruction over its continuation lines; comment and empty lines between them are skipped, as BuildKit does. */
function joined(lines: Lines): string {
  const parts: string[] = [];
  while (lines.at < lines.all.length) {
    const line = lines.all[lines.at] ?? '';
    lines.at += 1;
    if (parts.length > 0 && (isComment(line) || line.trim() === '')) continue;
    if (!continues(line, lines.escapeChar)) {
      parts.push(line);
      break;
    }
    parts.push(line.trimEnd().slice(0, -1));
  }
  return parts.join('');
}

/** The body of a heredoc; null when nothing closes it, which BuildKit refuses: then what follows stays instructions. */
function heredoc(lines: Lines, { name, tabs }: Opener, opened: number): DockerHeredoc | null {
  const last = tabs ? lines.lastUntabbed : lines.last;
  if ((last.get(name) ?? -1) < lines.at) {
    lines.warnings.push({ line: opened, message: `the heredoc ${name} is never closed` });
    return null;
  }
  const from = lines.at;
  const body: string[] = [];
  while (lines.at < lines.all.length) {
    const raw = lines.all[lines.at] ?? '';
    const line = tabs ? raw.replace(/^\t+/, '') : raw;
    lines.at += 1;
    if (line === name) break;
    body.push(line);
  }
  return { name, body: body.join('\n'), line: from + 1 };
}

function flagsOf(text: string): { readonly flags: DockerInstruction['flags']; readonly rest: string } {
  const flags: { name: string; value: string }[] = [];
  let rest = text;
  for (;;) {
    const found = /^--([a-zA-Z][\w-]{0,40})(?:=(\S*))?(?:\s+|$)/.exec(rest);
    if (found === null) return { flags, rest };
    flags.push({ name: found[1] ?? '', value: found[2] ?? '' });
    rest = rest.slice(found[0].length);
  }
}

function execForm(text: string): readonly string[] | null {
  if (!text.startsWith('[')) return null;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : null;
  } catch {
    // Docker falls back to the shell form when the JSON is not valid.
    return null;
  }
}

function instruction(lines: Lines): DockerInstruction | null {
  const line = lines.at + 1;
  const whole = joined(lines).trim();
  const found = /^([A-Za-z]+)(?:\s+([\s\S]*))?$/.exec(whole);
  if (found === null) {
    lines.warnings.push({ line, message: 'not an instruction' });
    return null;
  }
  const keyword = (found[1] ?? '').toUpperCase();
  const { flags, rest } = flagsOf(found[2] ?? '');
  const openers = TAKES_HEREDOC.has(keyword) ? openersIn(rest) : [];
  const heredocs = openers.flatMap((one) => heredoc(lines, one, line) ?? []);
  return { keyword, text: rest.trim(), flags, exec: execForm(rest.trim()), heredocs, line, lastLine: lines.at };
}

/** Instructions of a Dockerfile in order (Dockerfile reference, "Format"). */
export function dockerInstructions(
  text: string,
  escapeChar: string,
  warnings: ParseWarning[],
): readonly DockerInstruction[] {
  const all = text.split(/\r?\n/);
  const last = new Map(all.map((line, at) => [line, at]));
  const lastUntabbed = new Map(all.map((line, at) => [line.replace(/^\t+/, ''), at]));
  const lines: Lines = { all, escapeChar, warnings, last, lastUntabbed, at: 0 };
  const found: DockerInstruction[] = [];
  while (lines.at < lines.all.length) {
    const line = lines.all[lines.at] ?? '';
    if (line.trim() === '' || isComment(line)) {
      lines.at += 1;
      continue;
    }
    const one = instruction(lines);
    if (one !== null) found.push(one);
  }
  return found;
}
