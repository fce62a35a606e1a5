/** One directive of an nginx configuration. */
export interface NginxDirective {
  readonly name: string;
  /** Arguments with quotes and escapes undone. */
  readonly args: readonly string[];
  /** Directives inside `{ }`; null for a simple directive and for a block whose content is code. */
  readonly block: readonly NginxDirective[] | null;
  /** The block holds Lua (`*_by_lua_block`), which is not read. */
  readonly code: boolean;
  /** File as the dump names it, and the 1-based line in that file. */
  readonly file: string;
  readonly line: number;
  /** 1-based line in the text that was read, for citing the evidence. */
  readonly dumpLine: number;
}

/** One file of the dump. */
export interface NginxFile {
  readonly path: string;
  /** Line of the dump on which the file's first line stands. */
  readonly dumpLine: number;
  readonly directives: readonly NginxDirective[];
}

/** An `include` and the files of the dump that it brought in, in nginx's order. */
export interface NginxInclude {
  readonly pattern: string;
  readonly files: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly dumpLine: number;
}

/** A whole configuration. */
export interface NginxConfig {
  readonly files: readonly NginxFile[];
  /** The main file with every `include` replaced by what it includes. */
  readonly root: readonly NginxDirective[];
  readonly includes: readonly NginxInclude[];
  /** False when a file is cut off, unbalanced, or included but not in the dump. */
  readonly complete: boolean;
}
