import {
  type Assignment,
  type Command,
  forEachChild,
  type ParsedScript,
  parse,
  type Redirection,
  type SyntaxNode,
  type Word,
} from 'unbash';
import type { ShellLimits, Span } from './command-analysis.js';
import { constantOutput, isDecoder } from './constant-output.js';
import { isDownload } from './download-program.js';
import {
  baseName,
  CLEAN,
  type Field,
  type FileRedirect,
  type Invocation,
  mergeTaint,
  resolvePath,
  type Taint,
} from './invocation.js';
import { nestedTexts } from './nested-texts.js';
import type { SourceMap } from './source-map.js';
import { unwrapProgram } from './unwrap-program.js';
import { expandWord, type Variable, type WordContext } from './word-fields.js';

/** All program starts of a text, in order, with the redirections of compound commands. */
export interface ScriptReading {
  readonly invocations: Invocation[];
  readonly errors: string[];
}

interface Walk {
  readonly limits: ShellLimits;
  readonly reading: ScriptReading;
  readonly variables: Map<string, Variable>;
  cwd: string | null;
}

interface Place {
  readonly source: string;
  readonly map: SourceMap;
  readonly depth: number;
  readonly sources: readonly Invocation[];
  readonly input: Input;
  readonly loadsSettings: boolean;
  readonly pipelineSpan: Span | null;
  readonly redirects: readonly FileRedirect[];
}

interface Input {
  readonly text: string | null;
  readonly taint: Taint;
}

const NO_INPUT: Input = { text: null, taint: CLEAN };
const WELL_KNOWN: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  PWD: '/app',
  SHELL: '/bin/sh',
  TMPDIR: '/tmp',
  USER: 'root',
};
const SETTINGS_LOADERS: ReadonlySet<string> = new Set([
  'export',
  'env',
  'declare',
  'set',
  'typeset',
  'local',
  'readonly',
  'docker',
  'xargs',
]);

/** Reads a text as shell and lists what it would start; nested texts (`sh -c`, `eval`, heredocs into a shell) are read too. */
export function walkScript(text: string, map: SourceMap, limits: ShellLimits): ScriptReading {
  const variables = new Map(Object.entries(WELL_KNOWN).map(([name, value]) => [name, { value, taint: CLEAN }]));
  const walk: Walk = { limits, reading: { invocations: [], errors: [] }, variables, cwd: null };
  const place: Place = {
    source: text,
    map,
    depth: 0,
    sources: [],
    input: NO_INPUT,
    loadsSettings: false,
    pipelineSpan: null,
    redirects: [],
  };
  walkText(walk, place);
  return walk.reading;
}

function walkText(walk: Walk, place: Place): void {
  const script = parse(place.source);
  noteErrors(walk, script);
  for (const statement of script.commands) visit(walk, place, statement);
}

function noteErrors(walk: Walk, script: ParsedScript): void {
  for (const error of script.errors ?? []) if (walk.reading.errors.length < 20) walk.reading.errors.push(error.message);
}

function isFull(walk: Walk): boolean {
  return walk.reading.invocations.length >= walk.limits.maxInvocations;
}

function visit(walk: Walk, place: Place, node: SyntaxNode): void {
  if (isFull(walk)) return;
  switch (node.type) {
    case 'Command':
      visitCommand(walk, place, node);
      return;
    case 'Pipeline':
      visitPipeline(walk, place, node.commands, place.map.locate(node.pos, node.end));
      return;
    case 'Subshell': {
      const { cwd } = walk;
      for (const statement of node.body.commands) visit(walk, place, statement);
      walk.cwd = cwd;
      return;
    }
    case 'Redirected': {
      const redirects = fileRedirects(walk, place, node.redirects);
      const input = writtenInput(walk, place, node.redirects);
      const within = { ...place, redirects: [...place.redirects, ...redirects], input: input ?? place.input };
      visit(walk, within, node.command);
      return;
    }
    case 'For':
      assignLoop(walk, place, node.name, node.wordlist ?? []);
      visit(walk, place, node.body);
      return;
    case 'Word':
      expandWord(node, contextOf(walk, place));
      return;
    default:
      forEachChild(node, (child) => visit(walk, place, child));
  }
}

function assignLoop(walk: Walk, place: Place, name: Word, words: readonly Word[]): void {
  const context = contextOf(walk, place);
  const values = words.slice(0, 32).flatMap((word) => expandWord(word, context).values);
  if (values[0] !== undefined) walk.variables.set(name.value, { value: values[0], taint: CLEAN });
}

function visitPipeline(walk: Walk, place: Place, stages: readonly SyntaxNode[], span: Span): void {
  let sources: readonly Invocation[] = place.sources;
  let previous: Input = place.input;
  for (const stage of stages) {
    const from = walk.reading.invocations.length;
    visit(walk, { ...place, sources, input: previous, pipelineSpan: place.pipelineSpan ?? span }, stage);
    const started = walk.reading.invocations.slice(from);
    sources = [...sources, ...started].slice(-200);
    previous = { text: constantOutput(sources), taint: outputTaint(started, previous.taint) };
  }
}

function outputTaint(started: readonly Invocation[], before: Taint): Taint {
  return started.reduce(
    (taint, one) => mergeTaint(mergeTaint(taint, one.argTaint), { download: isDownload(one), decode: isDecoder(one) }),
    before,
  );
}

function contextOf(walk: Walk, place: Place): WordContext {
  return {
    variable: (name) => walk.variables.get(name),
    substitute(script, text) {
      if (script === undefined || isFull(walk)) return { value: null, taint: CLEAN };
      noteErrors(walk, script);
      const from = walk.reading.invocations.length;
      const within = substitutionPlace(place, script, text);
      for (const statement of script.commands) visit(walk, within, statement);
      const started = walk.reading.invocations.slice(from);
      const value = script.commands.length === 1 ? constantOutput(started) : null;
      return { value: value?.replace(/\n+$/, '') ?? null, taint: outputTaint(started, CLEAN) };
    },
  };
}

function substitutionPlace(place: Place, script: ParsedScript, text: string): Place {
  const fresh = { ...place, sources: [], input: NO_INPUT, redirects: [] };
  if (script.source === undefined) return fresh;
  const at = Math.max(place.source.indexOf(text), 0);
  return { ...fresh, source: script.source, map: place.map.nested('\u0000', text, at, at + text.length) };
}

function assign(walk: Walk, place: Place, assignment: Assignment): void {
  const context = contextOf(walk, place);
  if (assignment.value.type === 'ArrayValue') {
    const values = assignment.value.elements.slice(0, 64).flatMap((word) => expandWord(word, context).values);
    walk.variables.set(assignment.name, { value: values.join(' '), taint: CLEAN });
    return;
  }
  const expanded = expandWord(assignment.value, context);
  const before = assignment.append ? (walk.variables.get(assignment.name)?.value ?? '') : '';
  if (walk.variables.size < 500) {
    walk.variables.set(assignment.name, {
      value: `${before}${expanded.values.join(' ')}`.slice(0, 65_536),
      taint: expanded.taint,
    });
  }
}

function fileRedirects(walk: Walk, place: Place, redirects: readonly Redirection[]): FileRedirect[] {
  const found: FileRedirect[] = [];
  for (const redirect of redirects) {
    if (redirect.type !== 'Redirect' || redirect.target === undefined) continue;
    const target = expandWord(redirect.target, contextOf(walk, place)).values[0] ?? '';
    const descriptor = redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : null;
    found.push({ operator: redirect.operator, target, descriptor });
  }
  return found;
}

/** Text of a heredoc or here-string. */
function writtenInput(walk: Walk, place: Place, redirects: readonly Redirection[]): Input | null {
  for (const redirect of redirects) {
    if (redirect.type === 'HereString' && redirect.target !== undefined) {
      const expanded = expandWord(redirect.target, contextOf(walk, place));
      return { text: expanded.values.join(' '), taint: expanded.taint };
    }
    if (redirect.type === 'HereDoc') return { text: redirect.body.text, taint: CLEAN };
  }
  return null;
}

interface Fields {
  readonly fields: Field[];
  readonly hidden: boolean;
  readonly taint: Taint;
}

function commandFields(walk: Walk, place: Place, command: Command): Fields {
  const fields: Field[] = [];
  let hidden = false;
  let taint = CLEAN;
  let name = '';
  const add = (word: Word): void => {
    const within = SETTINGS_LOADERS.has(name) ? { ...place, loadsSettings: true } : place;
    const expanded = expandWord(word, contextOf(walk, within));
    if (fields.length === 0) hidden = expanded.hidden;
    taint = mergeTaint(taint, expanded.taint);
    const span = place.map.locate(word.pos, word.end);
    for (const value of expanded.values) if (fields.length < 2_000) fields.push({ value, taint: expanded.taint, span });
    name = name === '' ? (expanded.values[0] ?? '') : name;
  };
  if (command.name !== undefined) add(command.name);
  for (const arg of command.args) {
    if (arg.type === 'Word') add(arg);
    else {
      const within = SETTINGS_LOADERS.has(name) ? { ...place, loadsSettings: true } : place;
      assign(walk, within, arg);
      fields.push({ value: arg.text, taint: CLEAN, span: place.map.locate(arg.pos, arg.end) });
    }
  }
  return { fields, hidden, taint };
}

function visitCommand(walk: Walk, place: Place, command: Command): void {
  for (const part of command.prefix) if (part.type === 'Assignment') assign(walk, place, part);
  const { fields, hidden, taint } = commandFields(walk, place, command);
  const redirects = [...place.redirects, ...fileRedirects(walk, place, command.redirects)];
  const input = writtenInput(walk, place, command.redirects) ?? place.input;
  const { fields: inner, wrappers } = unwrapProgram(fields);
  const path = inner[0]?.value ?? (redirects.length > 0 ? ':' : '');
  if (path === '') return;
  const span = place.map.locate(command.pos, command.end);
  const invocation: Invocation = {
    program: baseName(path),
    path,
    args: inner.slice(1).map((field) => field.value),
    fields: inner.slice(1),
    wrappers,
    redirects,
    input: input.text,
    inputTaint: input.taint,
    argTaint: taint,
    sources: place.sources,
    cwd: walk.cwd,
    hidden,
    loadsSettings: place.loadsSettings,
    span,
    pipelineSpan: place.pipelineSpan ?? span,
  };
  walk.reading.invocations.push(invocation);
  if (invocation.program === 'cd') walk.cwd = resolvePath(invocation.args.at(-1) ?? '/root', walk.cwd);
  readNested(walk, place, invocation);
}

/** Folder changes inside `sh -c` end with it; those of `eval` stay. */
function readNested(walk: Walk, place: Place, invocation: Invocation): void {
  if (place.depth >= walk.limits.maxDepth) return;
  for (const nested of nestedTexts(invocation)) {
    if (isFull(walk)) return;
    const { cwd } = walk;
    const span = nested.field?.span ?? invocation.span;
    const map = nestedMap(place, nested.text, span);
    const pipelineSpan = place.pipelineSpan ?? invocation.pipelineSpan;
    walkText(walk, {
      ...place,
      source: nested.text,
      map,
      depth: place.depth + 1,
      sources: [],
      input: NO_INPUT,
      redirects: [],
      pipelineSpan,
    });
    if (invocation.program !== 'eval') walk.cwd = cwd;
  }
}

/** Exact positions where the nested text stands verbatim in the outermost text, else the whole command's. */
function nestedMap(place: Place, text: string, span: Span): SourceMap {
  const shift = place.map.locate(0, 1).start;
  const start = span.start - shift;
  const end = span.end - shift;
  return place.map.nested(text, place.source.slice(Math.max(start, 0), end), Math.max(start, 0), end);
}
