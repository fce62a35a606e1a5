/** A word, or one of the three marks, with its 1-based line in the file. */
export interface NginxToken {
  readonly kind: 'word' | ';' | '{' | '}' | 'code' | 'open-quote';
  readonly text: string;
  readonly line: number;
  /** Offsets of its first character and behind its last one, with quotes. */
  readonly start: number;
  readonly end: number;
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', t: '\t', r: '\r', n: '\n' };
const CODE_BLOCK = /_by_lua_block$/;

class Cursor {
  readonly text: string;
  at = 0;
  line = 1;

  constructor(text: string) {
    this.text = text;
  }

  get char(): string {
    return this.text[this.at] ?? '';
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  step(): string {
    const char = this.char;
    if (char === '\n') this.line += 1;
    this.at += 1;
    return char;
  }

  /** Moves to `end` and returns what lies between. */
  take(end: number): string {
    const stop = end < 0 ? this.text.length : end;
    const from = this.at;
    while (this.at < stop) this.step();
    return this.text.slice(from, stop);
  }
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

function escaped(cursor: Cursor): string {
  cursor.step();
  if (cursor.done) return '\\';
  const char = cursor.step();
  return ESCAPES[char] ?? `\\${char}`;
}

function quoted(cursor: Cursor): NginxToken {
  const { line, at: start } = cursor;
  const quote = cursor.step();
  const parts: string[] = [];
  while (!cursor.done && cursor.char !== quote) parts.push(cursor.char === '\\' ? escaped(cursor) : cursor.step());
  if (cursor.done) return { kind: 'open-quote', text: parts.join(''), line, start, end: cursor.at };
  cursor.step();
  return { kind: 'word', text: parts.join(''), line, start, end: cursor.at };
}

function bare(cursor: Cursor): NginxToken {
  const { line, at: start } = cursor;
  const parts: string[] = [];
  while (!cursor.done) {
    const char = cursor.char;
    if (char === '{' && parts.at(-1) === '$') parts.push(cursor.step());
    else if (isBlank(char) || char === ';' || char === '{') break;
    else parts.push(char === '\\' ? escaped(cursor) : cursor.step());
  }
  return { kind: 'word', text: parts.join(''), line, start, end: cursor.at };
}

/** Skips one Lua string, long bracket or comment; false when the cursor stands at none of them. */
function skipLuaLiteral(cursor: Cursor): boolean {
  const rest = cursor.text.slice(cursor.at, cursor.at + 80);
  const long = /^(?:--)?\[(=*)\[/.exec(rest);
  if (long !== null) {
    const close = `]${long[1] ?? ''}]`;
    const end = cursor.text.indexOf(close, cursor.at + long[0].length);
    cursor.take(end < 0 ? -1 : end + close.length);
    return true;
  }
  if (rest.startsWith('--')) {
    cursor.take(cursor.text.indexOf('\n', cursor.at));
    return true;
  }
  if (cursor.char !== '"' && cursor.char !== "'") return false;
  quoted(cursor);
  return true;
}

/** Skips the body of a Lua block, up to and with its closing brace. */
function code(cursor: Cursor, line: number): NginxToken {
  const from = cursor.at;
  let depth = 1;
  while (!cursor.done && depth > 0) {
    if (skipLuaLiteral(cursor)) continue;
    const char = cursor.step();
    if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
  }
  const span = { line, start: from - 1, end: cursor.at };
  return depth > 0
    ? { kind: 'open-quote', text: '', ...span }
    : { kind: 'code', text: cursor.text.slice(from, cursor.at - 1), ...span };
}

/**
 * Words and marks of one nginx file by the rules of `ngx_conf_read_token()` (nginx `src/core/ngx_conf_file.c`):
 * comments only where a word could begin, `${` inside a word, backslash escapes in and out of quotes. Lua blocks come as
 * one `code` token. An unclosed quote or Lua block ends the list with `open-quote`.
 */
export function* nginxTokens(text: string): Generator<NginxToken> {
  const cursor = new Cursor(text);
  let first: string | null = null;
  while (!cursor.done) {
    const { char, line } = cursor;
    if (isBlank(char)) cursor.step();
    else if (char === '#') cursor.take(text.indexOf('\n', cursor.at));
    else if (char === ';' || char === '{' || char === '}') {
      const start = cursor.at;
      cursor.step();
      const isCode = char === '{' && first !== null && CODE_BLOCK.test(first);
      yield isCode ? code(cursor, line) : { kind: char, text: char, line, start, end: cursor.at };
      first = null;
    } else {
      const token = char === '"' || char === "'" ? quoted(cursor) : bare(cursor);
      first ??= token.text;
      yield token;
    }
  }
}
