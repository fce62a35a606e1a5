import type { NginxDirective } from './syntax.js';

/** A block with its surroundings: what nginx merges directives along. */
export interface NginxContext {
  /** `main`, or the block's directive: `http`, `server`, `location`, `if`, `limit_except`, `upstream`, `stream`, … */
  readonly kind: string;
  /** The block's arguments, such as a location's modifier and path. */
  readonly args: readonly string[];
  readonly parent: NginxContext | null;
  /** Directives of this level alone, in order, blocks among them. */
  readonly own: readonly NginxDirective[];
  /** Inner blocks, in order. */
  readonly children: readonly NginxContext[];
  readonly file: string;
  readonly line: number;
  readonly dumpLine: number;
}

/** Blocks that hold data rather than directives. */
const DATA_BLOCKS = new Set(['types', 'map', 'geo', 'split_clients', 'charset_map', 'match', 'geoip2']);

/** Directives that an inner level does not take over from an outer one (nginx documentation of each). */
const NOT_INHERITED = new Set([
  'proxy_pass',
  'grpc_pass',
  'fastcgi_pass',
  'uwsgi_pass',
  'scgi_pass',
  'memcached_pass',
  'return',
  'rewrite',
  'set',
  'if',
  'break',
  'listen',
  'server_name',
  'try_files',
  'stub_status',
  'internal',
  'empty_gif',
  'include',
  'location',
  'server',
  'upstream',
]);

/** Handlers that `if` and `limit_except` blocks share with the location around them. */
const HANDLERS = /^(?:proxy|grpc|fastcgi|uwsgi|scgi|memcached)_pass$/;

/** Directives that fill one list: naming either at a level hides both of the outer level. */
const ONE_LIST: ReadonlyMap<string, readonly string[]> = new Map([
  ['allow', ['allow', 'deny']],
  ['deny', ['allow', 'deny']],
  ['root', ['root', 'alias']],
  ['alias', ['root', 'alias']],
]);

/** Builds the context tree of a list of directives. */
export function contextOf(
  kind: string,
  at: { readonly file: string; readonly line: number; readonly dumpLine: number; readonly args: readonly string[] },
  own: readonly NginxDirective[],
  parent: NginxContext | null,
): NginxContext {
  const children: NginxContext[] = [];
  const context: NginxContext = {
    kind,
    args: at.args,
    parent,
    own,
    children,
    file: at.file,
    line: at.line,
    dumpLine: at.dumpLine,
  };
  for (const one of own) {
    if (one.block !== null && !DATA_BLOCKS.has(one.name)) children.push(contextOf(one.name, one, one.block, context));
  }
  return context;
}

/** This context and all below it, outer ones first. */
export function* descendants(context: NginxContext): Generator<NginxContext> {
  yield context;
  for (const child of context.children) yield* descendants(child);
}

/** Directives of this level with one of the names, inheriting nothing. */
export function ownDirectives(context: NginxContext, ...names: readonly string[]): readonly NginxDirective[] {
  return context.own.filter(({ name }) => names.includes(name));
}

/** Where a directive may be looked for beyond `context`: the outer level, or none. */
function outer(context: NginxContext, name: string): NginxContext | null {
  if (!NOT_INHERITED.has(name)) return context.parent;
  const shares = context.kind === 'if' || context.kind === 'limit_except';
  return shares && HANDLERS.test(name) ? context.parent : null;
}

/**
 * The directives in force for `name` at a context: those of the nearest level that has any. A level that names one
 * `add_header`, `proxy_set_header`, `limit_req`, `access_log`, `allow` or `deny` therefore hides all of the outer
 * levels', as nginx does. Handlers (`proxy_pass`), `return`, `rewrite` and `try_files` are not inherited.
 */
export function directives(context: NginxContext, name: string): readonly NginxDirective[] {
  const names = ONE_LIST.get(name) ?? [name];
  let level: NginxContext | null = context;
  while (level !== null) {
    const found = ownDirectives(level, ...names);
    if (found.length > 0) return found.filter((one) => one.name === name);
    level = outer(level, name);
  }
  return [];
}

/** The one directive in force for a name that is given once (`root`, `client_max_body_size`); null = nginx's default. */
export function directive(context: NginxContext, name: string): NginxDirective | null {
  return directives(context, name).at(-1) ?? null;
}
