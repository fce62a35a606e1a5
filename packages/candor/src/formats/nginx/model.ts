import type { NginxAddress } from './address.js';
import type { NginxContext } from './context.js';
import type { NginxDirective } from './syntax.js';

/** File, line in it, and line in the dump. */
export interface NginxPlace {
  readonly file: string;
  readonly line: number;
  readonly dumpLine: number;
}

/** One `listen` of a server; a server without any listens on `*:80` and has one with `implicit: true`. */
export interface NginxListen extends NginxPlace {
  readonly text: string;
  /** `*` = every IPv4 address, `::` = every IPv6 address (and IPv4 with `ipv6only=off`), else an address or name. */
  readonly host: string;
  readonly port: number | null;
  readonly isUnixSocket: boolean;
  readonly implicit: boolean;
  readonly ssl: boolean;
  readonly defaultServer: boolean;
  readonly http2: boolean;
  readonly quic: boolean;
  readonly proxyProtocol: boolean;
  readonly options: readonly string[];
}

/** How a location is chosen: `''` and `^~` by prefix, `=` exactly, `~` and `~*` by regular expression, `@` by name. */
export type LocationModifier = '' | '=' | '^~' | '~' | '~*' | '@';

/** One location, with those inside it. */
export interface NginxLocation extends NginxPlace {
  readonly modifier: LocationModifier;
  /** Prefix, exact path, regular expression, or the name without `@`. */
  readonly path: string;
  readonly context: NginxContext;
  readonly locations: readonly NginxLocation[];
}

/** One `server` block of `http`. */
export interface NginxServer extends NginxPlace {
  readonly listens: readonly NginxListen[];
  /** `server_name` values; empty = the name "". */
  readonly names: readonly string[];
  readonly context: NginxContext;
  readonly locations: readonly NginxLocation[];
}

/** A `server` of an upstream group. */
export interface NginxUpstreamServer extends NginxPlace, NginxAddress {
  readonly backup: boolean;
  readonly down: boolean;
}

/** An `upstream` group. */
export interface NginxUpstream extends NginxPlace {
  readonly name: string;
  readonly servers: readonly NginxUpstreamServer[];
  readonly context: NginxContext;
}

/** A directive that hands requests on: `proxy_pass`, `grpc_pass`, `fastcgi_pass`, `uwsgi_pass`, `scgi_pass`. */
export interface NginxPass extends NginxPlace {
  readonly directive: string;
  readonly target: string;
  /** `http`, `https`, `grpc`, `grpcs`; null for FastCGI, uwsgi, SCGI and stream. */
  readonly scheme: string | null;
  readonly address: NginxAddress;
  /** A URI follows the address: the matched prefix is replaced by it. */
  readonly hasUri: boolean;
  /** Variables in the target: it is decided per request. */
  readonly variables: readonly string[];
  /** The group when the host names one. */
  readonly upstream: NginxUpstream | null;
  /** Where requests end up: the group's servers, or the address itself. Empty when a variable decides. */
  readonly servers: readonly NginxAddress[];
  readonly context: NginxContext;
}

/** `limit_req_zone` or `limit_conn_zone`. */
export interface NginxZone extends NginxPlace {
  readonly name: string;
  readonly kind: 'limit_req' | 'limit_conn';
  readonly key: string;
  readonly sizeBytes: number | null;
  /** Requests per second; null for `limit_conn_zone` and unreadable rates. */
  readonly ratePerSecond: number | null;
}

/** One line of a `map` or `geo`. */
export interface NginxMapEntry extends NginxPlace {
  readonly pattern: string;
  readonly isRegex: boolean;
  readonly value: string;
}

/** A `map` or `geo` block. */
export interface NginxMap extends NginxPlace {
  readonly kind: 'map' | 'geo';
  readonly source: string;
  /** Name of the variable that it sets, without the dollar sign. */
  readonly variable: string;
  /** Value of `default`, '' when there is none. */
  readonly defaultValue: string;
  readonly entries: readonly NginxMapEntry[];
}

/** A `load_module`. */
export interface NginxModule extends NginxPlace {
  readonly path: string;
}

/** What an nginx configuration means. */
export interface NginxModel {
  readonly main: NginxContext;
  readonly http: NginxContext | null;
  /** `user`; null = the build's default (`nobody` unless compiled otherwise). */
  readonly user: NginxDirective | null;
  readonly modules: readonly NginxModule[];
  readonly servers: readonly NginxServer[];
  /** `server` blocks of `stream { }`. */
  readonly streamServers: readonly NginxServer[];
  readonly upstreams: readonly NginxUpstream[];
  readonly passes: readonly NginxPass[];
  readonly zones: readonly NginxZone[];
  readonly maps: readonly NginxMap[];
  /** Directives whose block holds code (`*_by_lua_block`), and `js_*`, `perl*` and `*_by_lua*` directives. */
  readonly codeDirectives: readonly NginxDirective[];
  /** False when the dump was cut off or lacks included files: absence of a directive then proves nothing. */
  readonly complete: boolean;
}
