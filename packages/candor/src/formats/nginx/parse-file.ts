import type { ParseWarning } from '../../core/parsed.js';
import { type NginxToken, nginxTokens } from './lexer.js';
import type { NginxDirective } from './syntax.js';

/** Deepest nesting of blocks that is read; real configurations need about six. */
const MAX_NGINX_DEPTH = 50;
/** Directives read from one dump. */
export const MAX_DIRECTIVES = 200_000;

interface Level {
  readonly directives: NginxDirective[];
  readonly opener: { readonly words: readonly string[]; readonly line: number } | null;
}

/** One file of the dump: `offset` is how many lines of the dump come before its first line. */
export interface NginxFileText {
  readonly path: string;
  readonly text: string;
  readonly offset: number;
}

/** Directives of one file; `complete` is false when it is cut off or unbalanced, `refused` when it exceeds a bound. */
interface NginxFileTree {
  readonly directives: readonly NginxDirective[];
  readonly warnings: readonly ParseWarning[];
  readonly complete: boolean;
  readonly refused: string | null;
}

class FileParser {
  readonly warnings: ParseWarning[] = [];
  complete = true;
  private readonly file: NginxFileText;
  private readonly levels: Level[] = [{ directives: [], opener: null }];
  private words: string[] = [];
  private line = 1;
  private count = 0;

  constructor(file: NginxFileText) {
    this.file = file;
  }

  private get level(): Level {
    return this.levels.at(-1) ?? { directives: [], opener: null };
  }

  private warn(line: number, message: string): void {
    this.complete = false;
    if (this.warnings.length < 20)
      this.warnings.push({ line: line + this.file.offset, message: `${this.file.path}:${line}: ${message}` });
  }

  private add(words: readonly string[], line: number, block: readonly NginxDirective[] | null, code = false): void {
    this.count += 1;
    const [name = '', ...args] = words;
    this.level.directives.push({
      name,
      args,
      block,
      code,
      file: this.file.path,
      line,
      dumpLine: line + this.file.offset,
    });
  }

  private close(line: number): void {
    const { opener, directives } = this.level;
    if (this.words.length > 0) this.warn(line, 'a directive before "}" lacks its ";"');
    if (opener === null) {
      this.warn(line, 'a "}" closes nothing');
      return;
    }
    this.levels.pop();
    this.add(opener.words, opener.line, directives);
  }

  private take(token: NginxToken): void {
    if (token.kind === 'word') {
      if (this.words.length === 0) this.line = token.line;
      this.words.push(token.text);
      return;
    }
    if (token.kind === 'open-quote') this.warn(token.line, 'a quote or code block is never closed');
    else if (token.kind === '}') this.close(token.line);
    else if (this.words.length === 0) this.warn(token.line, `unexpected "${token.kind}"`);
    else if (token.kind === '{') this.levels.push({ directives: [], opener: { words: this.words, line: this.line } });
    else this.add(this.words, this.line, null, token.kind === 'code');
    this.words = [];
  }

  run(): string | null {
    for (const token of nginxTokens(this.file.text)) {
      this.take(token);
      if (this.levels.length > MAX_NGINX_DEPTH) return `blocks nested deeper than ${MAX_NGINX_DEPTH}`;
      if (this.count > MAX_DIRECTIVES) return `more than ${MAX_DIRECTIVES} directives`;
    }
    if (this.words.length > 0) this.warn(this.line, 'the last directive lacks its ";"');
    while (this.level.opener !== null) {
      this.warn(this.level.opener.line, 'a block is never closed');
      this.words = [];
      this.close(this.level.opener.line);
    }
    return null;
  }

  get directives(): readonly NginxDirective[] {
    return this.levels[0]?.directives ?? [];
  }
}

/** Reads one file of an nginx configuration. What is cut off is kept as far as it goes, with a warning. */
export function parseNginxFile(file: NginxFileText): NginxFileTree {
  const parser = new FileParser(file);
  const refused = parser.run();
  return { directives: parser.directives, warnings: parser.warnings, complete: parser.complete, refused };
}
