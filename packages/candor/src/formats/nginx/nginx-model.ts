import { nginxAddress, variablesIn } from './address.js';
import { contextOf, descendants, type NginxContext, ownDirectives } from './context.js';
import type {
  LocationModifier,
  NginxListen,
  NginxLocation,
  NginxMap,
  NginxModel,
  NginxPass,
  NginxPlace,
  NginxServer,
  NginxUpstream,
  NginxZone,
} from './model.js';
import type { NginxConfig, NginxDirective } from './syntax.js';
import { nginxSizeBytes } from './units.js';

const PASS = /^(?:proxy|grpc|fastcgi|uwsgi|scgi)_pass$/;
const CODE = /_by_lua|^js_|^perl/;

function placeOf(at: NginxPlace): NginxPlace {
  return { file: at.file, line: at.line, dumpLine: at.dumpLine };
}

function listen(at: NginxPlace, args: readonly string[], implicit: boolean): NginxListen {
  const [text = '', ...options] = args;
  const portOnly = /^\d{1,5}$/.test(text);
  const address = portOnly ? { host: '*', port: Number(text), isUnixSocket: false } : nginxAddress(text);
  return {
    text,
    ...address,
    port: address.port ?? (address.isUnixSocket ? null : 80),
    implicit,
    ssl: options.includes('ssl'),
    defaultServer: options.includes('default_server') || options.includes('default'),
    http2: options.includes('http2'),
    quic: options.includes('quic'),
    proxyProtocol: options.includes('proxy_protocol'),
    options,
    ...placeOf(at),
  };
}

const COMBINED = /^(=|\^~|~\*|~|@)(.*)$/s;

function isModifier(text: string): text is LocationModifier {
  return ['=', '^~', '~', '~*'].includes(text);
}

function modifierAndPath(args: readonly string[]): readonly [LocationModifier, string] {
  const [first = '', second] = args;
  if (second !== undefined) return [isModifier(first) ? first : '', second];
  const joined = COMBINED.exec(first);
  const modifier = joined?.[1] ?? '';
  return modifier === '@' || isModifier(modifier) ? [modifier, joined?.[2] ?? ''] : ['', first];
}

function locations(context: NginxContext): readonly NginxLocation[] {
  return context.children
    .filter(({ kind }) => kind === 'location')
    .map((inner) => {
      const [modifier, path] = modifierAndPath(inner.args);
      return { modifier, path, context: inner, locations: locations(inner), ...placeOf(inner) };
    });
}

function serverOf(context: NginxContext): NginxServer {
  const listens = ownDirectives(context, 'listen').map((one) => listen(one, one.args, false));
  return {
    listens: listens.length > 0 || context.parent?.kind !== 'http' ? listens : [listen(context, ['*:80'], true)],
    names: ownDirectives(context, 'server_name').flatMap(({ args }) => args),
    context,
    locations: locations(context),
    ...placeOf(context),
  };
}

function servers(all: readonly NginxContext[], parent: string): readonly NginxServer[] {
  return all.filter(({ kind, parent: outer }) => kind === 'server' && outer?.kind === parent).map(serverOf);
}

function upstreamOf(context: NginxContext): NginxUpstream {
  const members = ownDirectives(context, 'server').map((one) => ({
    ...nginxAddress(one.args[0] ?? ''),
    backup: one.args.includes('backup'),
    down: one.args.includes('down'),
    ...placeOf(one),
  }));
  return { name: context.args[0] ?? '', servers: members, context, ...placeOf(context) };
}

function targetParts(target: string): Pick<NginxPass, 'scheme' | 'address' | 'hasUri'> {
  const found = /^(?:([a-z]{1,10}):\/\/)?([\s\S]*)$/.exec(target);
  const rest = found?.[2] ?? '';
  const scheme = found?.[1] ?? null;
  if (rest.startsWith('unix:')) {
    const end = rest.indexOf(':', 5);
    return { scheme, address: nginxAddress(end < 0 ? rest : rest.slice(0, end)), hasUri: end >= 0 };
  }
  const slash = rest.search(/[/?]/);
  return { scheme, address: nginxAddress(slash < 0 ? rest : rest.slice(0, slash)), hasUri: slash >= 0 };
}

function passOf(one: NginxDirective, context: NginxContext, upstreams: ReadonlyMap<string, NginxUpstream>): NginxPass {
  const target = one.args[0] ?? '';
  const parts = targetParts(target);
  const variables = variablesIn(target);
  const upstream = parts.address.isUnixSocket ? null : (upstreams.get(parts.address.host) ?? null);
  const dynamic = variables.length > 0 && upstream === null && parts.address.host.includes('$');
  const reached = upstream?.servers ?? (dynamic ? [] : [parts.address]);
  return { directive: one.name, target, ...parts, variables, upstream, servers: reached, context, ...placeOf(one) };
}

function passes(all: readonly NginxContext[], upstreams: readonly NginxUpstream[]): readonly NginxPass[] {
  const byName = new Map(upstreams.map((upstream) => [upstream.name, upstream]));
  return all.flatMap((context) =>
    context.own.flatMap((one) => (PASS.test(one.name) && one.block === null ? [passOf(one, context, byName)] : [])),
  );
}

function ratePerSecond(text: string | undefined): number | null {
  const found = /^rate=(\d{1,9})r\/([sm])$/.exec(text ?? '');
  return found === null ? null : Number(found[1]) / (found[2] === 'm' ? 60 : 1);
}

function zones(http: NginxContext | null): readonly NginxZone[] {
  const found = http === null ? [] : ownDirectives(http, 'limit_req_zone', 'limit_conn_zone');
  return found.map((one) => {
    const zone = /^zone=([^:]*)(?::(.*))?$/.exec(one.args.find((arg) => arg.startsWith('zone=')) ?? '');
    return {
      name: zone?.[1] ?? '',
      kind: one.name === 'limit_req_zone' ? 'limit_req' : 'limit_conn',
      key: one.args[0] ?? '',
      sizeBytes: nginxSizeBytes(zone?.[2] ?? ''),
      ratePerSecond: ratePerSecond(one.args.find((arg) => arg.startsWith('rate='))),
      ...placeOf(one),
    };
  });
}

function mapOf(one: NginxDirective, kind: 'map' | 'geo'): NginxMap {
  const lines = (one.block ?? []).map((entry) => {
    const isRegex = kind === 'map' && entry.name.startsWith('~');
    return { pattern: entry.name, isRegex, value: entry.args[0] ?? '', ...placeOf(entry) };
  });
  const variable = one.args.at(-1) ?? '';
  return {
    kind,
    source: one.args.length > 1 ? (one.args[0] ?? '') : '$remote_addr',
    variable: variable.replace(/^\$/, ''),
    defaultValue: lines.find(({ pattern }) => pattern === 'default')?.value ?? '',
    entries: lines.filter(({ pattern }) => pattern !== 'default'),
    ...placeOf(one),
  };
}

function maps(all: readonly NginxContext[]): readonly NginxMap[] {
  return all.flatMap(({ own }) =>
    own.flatMap((one) =>
      one.block !== null && (one.name === 'map' || one.name === 'geo') ? [mapOf(one, one.name)] : [],
    ),
  );
}

/** The meaning of a configuration (nginx 1.30 documentation; `stream` and `http`; `mail` is left as contexts). */
export function nginxModel(config: NginxConfig): NginxModel {
  const start = { file: config.files[0]?.path ?? '', line: 1, dumpLine: config.files[0]?.dumpLine ?? 1, args: [] };
  const main = contextOf('main', start, config.root, null);
  const all = [...descendants(main)];
  const http = main.children.find(({ kind }) => kind === 'http') ?? null;
  const upstreams = all.filter(({ kind }) => kind === 'upstream').map(upstreamOf);
  return {
    main,
    http,
    user: ownDirectives(main, 'user').at(-1) ?? null,
    modules: ownDirectives(main, 'load_module').map((one) => ({ path: one.args[0] ?? '', ...placeOf(one) })),
    servers: servers(all, 'http'),
    streamServers: servers(all, 'stream'),
    upstreams,
    passes: passes(all, upstreams),
    zones: zones(http),
    maps: maps(all),
    codeDirectives: all.flatMap(({ own }) => own.filter(({ code, name }) => code || CODE.test(name))),
    complete: config.complete,
  };
}
