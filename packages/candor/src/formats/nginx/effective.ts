import { directive, directives, type NginxContext, ownDirectives } from './context.js';
import type { NginxModel, NginxServer, NginxZone } from './model.js';
import type { NginxDirective } from './syntax.js';
import { nginxSizeBytes } from './units.js';

/** A response header that nginx adds; `always` = on error answers too. */
export interface AddedHeader {
  readonly name: string;
  readonly value: string;
  readonly always: boolean;
  readonly directive: NginxDirective;
}

function headersOf(found: readonly NginxDirective[]): readonly AddedHeader[] {
  return found.map((one) => ({
    name: one.args[0] ?? '',
    value: one.args[1] ?? '',
    always: one.args.includes('always', 2),
    directive: one,
  }));
}

/**
 * Headers that `add_header` sets at a context. A level with any of its own hides all of the outer levels', unless
 * `add_header_inherit merge` (nginx 1.29.3) joins them or `off` cuts them.
 */
export function addedHeaders(context: NginxContext): readonly AddedHeader[] {
  const mode = directive(context, 'add_header_inherit')?.args[0] ?? 'on';
  if (mode === 'on') return headersOf(directives(context, 'add_header'));
  const own = headersOf(ownDirectives(context, 'add_header'));
  return mode === 'merge' && context.parent !== null ? [...addedHeaders(context.parent), ...own] : own;
}

/** `allow` and `deny` in force, in the order in which nginx tries them. */
export function accessRules(context: NginxContext): readonly NginxDirective[] {
  let level: NginxContext | null = context;
  while (level !== null) {
    const own = ownDirectives(level, 'allow', 'deny');
    if (own.length > 0) return own;
    level = level.parent;
  }
  return [];
}

/** Largest request body at a context: bytes, or null = unlimited (`0`); nginx's default is 1 MiB. */
export function bodyLimitBytes(context: NginxContext): {
  readonly bytes: number | null;
  readonly directive: NginxDirective | null;
} {
  const found = directive(context, 'client_max_body_size');
  const bytes = found === null ? 1024 ** 2 : nginxSizeBytes(found.args[0] ?? '');
  return { bytes: bytes === 0 ? null : bytes, directive: found };
}

/** A `limit_req` or `limit_conn` in force; `zone` is null when no such zone is declared. */
export interface AppliedLimit {
  readonly zoneName: string;
  readonly zone: NginxZone | null;
  /** Requests that may wait or pass beyond the rate (`limit_req burst`), or connections allowed (`limit_conn`). */
  readonly allowance: number;
  readonly nodelay: boolean;
  /** `limit_req_dry_run` or `limit_conn_dry_run` is on: nothing is refused. */
  readonly dryRun: boolean;
  readonly directive: NginxDirective;
}

function limitOf(model: NginxModel, context: NginxContext, kind: NginxZone['kind'], one: NginxDirective): AppliedLimit {
  const named = one.args.find((arg) => arg.startsWith('zone='))?.slice(5);
  const zoneName = kind === 'limit_req' ? (named ?? '') : (one.args[0] ?? '');
  const burst = one.args.find((arg) => arg.startsWith('burst='))?.slice(6) ?? '0';
  return {
    zoneName,
    zone: model.zones.find((zone) => zone.kind === kind && zone.name === zoneName) ?? null,
    allowance: Number.parseInt(kind === 'limit_req' ? burst : (one.args[1] ?? '0'), 10) || 0,
    nodelay: one.args.includes('nodelay'),
    dryRun: directive(context, `${kind}_dry_run`)?.args[0] === 'on',
    directive: one,
  };
}

/** Rate limits in force at a context. */
export function requestLimits(model: NginxModel, context: NginxContext): readonly AppliedLimit[] {
  return directives(context, 'limit_req').map((one) => limitOf(model, context, 'limit_req', one));
}

/** Connection limits in force at a context. */
export function connectionLimits(model: NginxModel, context: NginxContext): readonly AppliedLimit[] {
  return directives(context, 'limit_conn').map((one) => limitOf(model, context, 'limit_conn', one));
}

/** What `ngx_http_realip_module` takes for the client's address at a context. */
export interface RealIp {
  /** Trusted peers: addresses, CIDR ranges, `unix:`. Empty = the module does nothing. */
  readonly from: readonly NginxDirective[];
  /** Header with the client's address; nginx's default is `X-Real-IP`. */
  readonly header: string;
  readonly recursive: boolean;
}

/** Real address settings in force at a context. */
export function realIp(context: NginxContext): RealIp {
  return {
    from: directives(context, 'set_real_ip_from'),
    header: directive(context, 'real_ip_header')?.args[0] ?? 'X-Real-IP',
    recursive: directive(context, 'real_ip_recursive')?.args[0] === 'on',
  };
}

/** A log in force; `path` null = switched off. */
export interface EffectiveLog {
  readonly path: string | null;
  readonly options: readonly string[];
  /** Null = nginx's compiled-in default log. */
  readonly directive: NginxDirective | null;
}

/**
 * Access logs in force at a context. `access_log off` switches off; without any directive nginx writes
 * `logs/access.log` below its prefix.
 */
export function accessLogs(context: NginxContext): readonly EffectiveLog[] {
  const found = directives(context, 'access_log');
  if (found.length === 0) return [{ path: 'logs/access.log', options: [], directive: null }];
  const off = found.find(({ args }) => args[0] === 'off');
  if (off !== undefined) return [{ path: null, options: [], directive: off }];
  return found.map((one) => ({ path: one.args[0] ?? '', options: one.args.slice(1), directive: one }));
}

/** Error logs in force. `error_log off` writes to a file named `off`; `/dev/null` keeps nothing. */
export function errorLogs(context: NginxContext): readonly EffectiveLog[] {
  const found = directives(context, 'error_log');
  if (found.length === 0) return [{ path: 'logs/error.log', options: [], directive: null }];
  return found.map((one) => {
    const path = one.args[0] ?? '';
    return { path: path === '/dev/null' ? null : path, options: one.args.slice(1), directive: one };
  });
}

/** Headers that nginx sends on to the app (`proxy_set_header`); '' as value = the header is removed. */
export function forwardedHeaders(context: NginxContext): ReadonlyMap<string, NginxDirective> {
  return new Map(directives(context, 'proxy_set_header').map((one) => [(one.args[0] ?? '').toLowerCase(), one]));
}

/** TLS settings in force; a null field = nginx's default. */
export interface SslSettings {
  readonly protocols: readonly string[] | null;
  readonly ciphers: string | null;
  readonly certificates: readonly NginxDirective[];
  readonly keys: readonly NginxDirective[];
  readonly verifyClient: string | null;
  readonly clientCertificate: string | null;
}

/** TLS settings in force at a context. */
export function sslSettings(context: NginxContext): SslSettings {
  const read = (name: string): string | null => directive(context, name)?.args[0] ?? null;
  return {
    protocols: directive(context, 'ssl_protocols')?.args ?? null,
    ciphers: read('ssl_ciphers'),
    certificates: directives(context, 'ssl_certificate'),
    keys: directives(context, 'ssl_certificate_key'),
    verifyClient: read('ssl_verify_client'),
    clientCertificate: read('ssl_client_certificate'),
  };
}

/** The server that answers an unknown name on one address and port. */
export interface DefaultServer {
  readonly host: string;
  readonly port: number | null;
  readonly server: NginxServer;
  /** `default_server` is written; otherwise it is merely the first one. */
  readonly explicit: boolean;
}

/** The default server of each address and port (nginx docs, "How nginx processes a request"). */
export function defaultServers(model: NginxModel): readonly DefaultServer[] {
  const found = new Map<string, DefaultServer>();
  for (const server of model.servers) {
    for (const { host, port, defaultServer } of server.listens) {
      const key = `${host} ${port}`;
      if (!found.has(key) || defaultServer) found.set(key, { host, port, server, explicit: defaultServer });
    }
  }
  return [...found.values()];
}
