import { type Parsed, type ParseWarning, parsed, unparseable } from '../../core/parsed.js';
import { globMatches, isGlob } from './glob.js';
import { MAX_DIRECTIVES, type NginxFileText, parseNginxFile } from './parse-file.js';
import type { NginxConfig, NginxDirective, NginxFile, NginxInclude } from './syntax.js';

/** Longest dump that is read, in characters. */
const MAX_NGINX_CHARS = 4 * 1024 * 1024;
const MAX_FILES = 2_000;
const MAX_INCLUDE_DEPTH = 20;
/** Bound on pattern length × path length summed over all globs; a busy host with 500 sites needs about 10⁸. */
const MAX_GLOB_WORK = 1_000_000_000;
const HEADER = /^# configuration file (.{1,4096}):$/;

interface Dump {
  readonly files: readonly NginxFileText[];
  readonly warnings: ParseWarning[];
}

function startLines(lines: readonly string[]): readonly { readonly path: string; readonly at: number }[] {
  const found: { path: string; at: number }[] = [];
  for (const [at, line] of lines.entries()) {
    const path = HEADER.exec(line.endsWith('\r') ? line.slice(0, -1) : line)?.[1];
    if (path !== undefined) found.push({ path, at });
  }
  return found;
}

function preamble(lines: readonly string[]): readonly ParseWarning[] {
  return lines.flatMap((line, at) =>
    /^nginx: \[|test failed/.test(line) ? [{ line: at + 1, message: line.slice(0, 300) }] : [],
  );
}

function split(text: string): Dump {
  const lines = text.split('\n');
  const starts = startLines(lines);
  const first = starts[0];
  if (first === undefined)
    return {
      files: [{ path: 'nginx.conf', text, offset: 0 }],
      warnings: [{ line: null, message: 'no "# configuration file" header: read as one file' }],
    };
  const warnings = [...preamble(lines.slice(0, first.at))];
  const files = new Map<string, NginxFileText>();
  for (const [index, { path, at }] of starts.entries()) {
    const end = starts[index + 1]?.at ?? lines.length;
    if (files.has(path)) warnings.push({ line: at + 1, message: `${path} is dumped twice: only the first is read` });
    else files.set(path, { path, text: lines.slice(at + 1, end).join('\n'), offset: at + 1 });
  }
  return { files: [...files.values()], warnings };
}

/** The files of a dump with their texts exactly as they are on the disk; nginx puts a line feed behind each. */
export function nginxDumpFiles(text: string): readonly { readonly path: string; readonly text: string }[] {
  if (text.length > MAX_NGINX_CHARS) return [];
  const { files } = split(text);
  return files.map(({ path, text: own }, index) => ({
    path,
    text: index === files.length - 1 ? own.replace(/\n$/, '') : own,
  }));
}

interface Expansion {
  readonly files: ReadonlyMap<string, NginxFile>;
  readonly prefix: string;
  readonly includes: NginxInclude[];
  readonly warnings: ParseWarning[];
  readonly pathChars: number;
  count: number;
  globWork: number;
  complete: boolean;
}

function problem(run: Expansion, at: NginxDirective, message: string): readonly NginxDirective[] {
  run.complete = false;
  if (run.warnings.length < 100) run.warnings.push({ line: at.dumpLine, message: `${at.file}:${at.line}: ${message}` });
  return [];
}

function included(run: Expansion, at: NginxDirective, chain: readonly string[]): readonly NginxDirective[] {
  const given = at.args[0] ?? '';
  const pattern = given.startsWith('/') ? given : `${run.prefix}${given}`;
  if (isGlob(pattern)) run.globWork += pattern.length * run.pathChars;
  if (run.globWork > MAX_GLOB_WORK) return problem(run, at, 'too many include patterns');
  const paths = isGlob(pattern) ? [...run.files.keys()].filter((path) => globMatches(pattern, path)).sort() : [pattern];
  const known = paths.flatMap((path) => run.files.get(path) ?? []);
  run.includes.push({
    pattern,
    files: known.map(({ path }) => path),
    file: at.file,
    line: at.line,
    dumpLine: at.dumpLine,
  });
  if (known.length < paths.length) return problem(run, at, `include ${pattern} is not in the dump`);
  if (chain.length > MAX_INCLUDE_DEPTH) return problem(run, at, 'includes nested too deeply');
  return known.flatMap((file) =>
    chain.includes(file.path)
      ? problem(run, at, `${file.path} includes itself`)
      : expand(run, file.directives, [...chain, file.path]),
  );
}

function expand(
  run: Expansion,
  directives: readonly NginxDirective[],
  chain: readonly string[],
): readonly NginxDirective[] {
  const out: NginxDirective[] = [];
  for (const one of directives) {
    run.count += 1;
    if (run.count > MAX_DIRECTIVES) {
      if (run.complete) problem(run, one, `more than ${MAX_DIRECTIVES} directives once includes are followed`);
      return out;
    }
    if (one.name === 'include' && one.block === null) for (const inner of included(run, one, chain)) out.push(inner);
    else out.push(one.block === null ? one : { ...one, block: expand(run, one.block, chain) });
  }
  return out;
}

/**
 * Reads the output of `nginx -T` (ngx_http 1.9.2 and later; `# configuration file PATH:` begins each file) into a
 * syntax tree. Text without such headers is read as one file. Broken files are kept as far as they go: `complete` is
 * false then. Refused are only over-long, over-deep and over-numerous inputs. Never throws.
 */
export function readNginx(text: string): Parsed<NginxConfig> {
  if (text.length > MAX_NGINX_CHARS) return unparseable(`longer than ${MAX_NGINX_CHARS} characters`);
  const dump = split(text);
  if (dump.files.length > MAX_FILES) return unparseable(`more than ${MAX_FILES} files`);
  const warnings = [...dump.warnings];
  const files = new Map<string, NginxFile>();
  let complete = true;
  for (const file of dump.files) {
    const tree = parseNginxFile(file);
    if (tree.refused !== null) return unparseable(`${file.path}: ${tree.refused}`, file.offset + 1);
    for (const warning of tree.warnings.slice(0, Math.max(0, 200 - warnings.length))) warnings.push(warning);
    complete &&= tree.complete;
    files.set(file.path, { path: file.path, dumpLine: file.offset + 1, directives: tree.directives });
  }
  const main = [...files.values()][0];
  if (main === undefined) return unparseable('no file');
  const prefix = main.path.slice(0, main.path.lastIndexOf('/') + 1);
  const pathChars = [...files.keys()].reduce((sum, path) => sum + path.length, 0);
  const run: Expansion = { files, prefix, includes: [], warnings, pathChars, count: 0, globWork: 0, complete };
  const root = expand(run, main.directives, [main.path]);
  return parsed({ files: [...files.values()], root, includes: run.includes, complete: run.complete }, warnings);
}
