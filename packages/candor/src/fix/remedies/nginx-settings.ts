import { valueIfKnown } from '../../core/fact.js';
import { policy } from '../../facts/policy.js';
import {
  accessRules,
  bodyLimitBytes,
  descendants,
  forwardedHeaders,
  type NginxContext,
  type NginxDirective,
  nginxTimeMs,
  ownDirectives,
} from '../../formats/nginx/index.js';
import type { FixContext } from '../model.js';
import type { FileOp } from '../nginx/current-config.js';
import {
  distinct,
  everywhere,
  insertAfter,
  insertInto,
  nginxRemedy,
  setArgument,
  setArguments,
} from './nginx-remedy.js';

/** NGX-04: 127.0.0.1, which is one address (`proxy_pass`, and members of an upstream group). */
export const nameLoopback = nginxRemedy(['NGX-04'], 'ask 127.0.0.1, not localhost', (model) => {
  const passes = everywhere(model, 'proxy_pass', 'grpc_pass', 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass');
  const members = model.upstreams.flatMap(({ context }) => ownDirectives(context, 'server'));
  return [...passes, ...distinct(members)].flatMap((one): FileOp[] => {
    const target = one.args[0] ?? '';
    const named = target.replace(/^((?:[a-z]{1,10}:\/\/)?)localhost(?=$|[:/])/, '$1127.0.0.1');
    return named === target ? [] : [setArgument(one, 0, named)];
  });
});

/** NGX-10: `$host`, which nginx has checked. */
export const passCheckedHost = nginxRemedy(['NGX-10'], 'pass the Host that nginx checked', (model) =>
  distinct(model.passes.flatMap(({ context }) => forwardedHeaders(context).get('host') ?? [])).flatMap(
    (one): FileOp[] => {
      const value = one.args[1] ?? '';
      return value.includes('$http_host') ? [setArgument(one, 1, value.replaceAll('$http_host', '$host'))] : [];
    },
  ),
);

/** NGX-16: the header emptied where the other headers to the app are set (CVE-2025-29927). */
export const emptyInternalHeader = nginxRemedy(['NGX-16'], 'empty x-middleware-subrequest', (model) => {
  const open = model.passes.filter(
    ({ scheme, context }) =>
      scheme?.startsWith('http') && forwardedHeaders(context).get('x-middleware-subrequest')?.args[1] !== '',
  );
  const line = 'proxy_set_header X-Middleware-Subrequest "";';
  const own = distinct(open.flatMap(({ context }) => [...forwardedHeaders(context).values()].slice(-1)));
  const bare = open
    .filter(({ context }) => forwardedHeaders(context).size === 0)
    .map(({ context }) => serverAround(context));
  return [
    ...own.map((one) => insertAfter(one, [line])),
    ...[...new Set(bare)].map((context) => insertInto(context, [line])),
  ];
});

function serverAround(context: NginxContext): NginxContext {
  return context.kind === 'server' || context.parent === null ? context : serverAround(context.parent);
}

/** NGX-14: at most what the check allows for the whole site; a larger upload belongs into a location of its own. */
export const boundBodies = nginxRemedy(
  ['NGX-14'],
  'bound the size of bodies',
  (model) => {
    const limits = model.passes.flatMap(({ context }) => {
      const { bytes, directive } = bodyLimitBytes(context);
      const isScoped = context.kind === 'location' && (context.args.at(-1) ?? '/') !== '/';
      return directive === null || (bytes !== null && (isScoped || bytes <= 100 * 1024 ** 2)) ? [] : [directive];
    });
    return distinct(limits).map((one) => setArgument(one, 0, '100m'));
  },
  ['Uploads larger than 100 MB need a location of their own with a larger client_max_body_size.'],
);

/** NGX-15: 60 seconds, nginx's own default. */
export const shortenTimeouts = nginxRemedy(['NGX-15'], 'shorten timeouts to 60 seconds', (model) =>
  everywhere(model, 'client_header_timeout', 'client_body_timeout', 'send_timeout')
    .filter(({ args }) => (nginxTimeMs(args[0] ?? '') ?? 0) > 60_000)
    .map((one) => setArgument(one, 0, '60s')),
);

/** NGX-21: `autoindex` and `server_tokens` off, `stub_status` for this host alone. */
export const tellLess = nginxRemedy(['NGX-21'], 'list no folders, tell no version', (model) => {
  const listing = everywhere(model, 'autoindex').filter(({ args }) => args[0] === 'on');
  const tokens = everywhere(model, 'server_tokens').filter(({ args }) => args[0] === 'on');
  const isSet = model.http !== null && ownDirectives(model.http, 'server_tokens').length > 0;
  const status = [...descendants(model.main)]
    .filter((context) => !accessRules(context).some(({ name }) => name === 'deny'))
    .flatMap((context) => ownDirectives(context, 'stub_status'));
  return [
    ...[...listing, ...tokens].map((one) => setArgument(one, 0, 'off')),
    ...(isSet || model.http === null ? [] : [insertInto(model.http, ['server_tokens off;'])]),
    ...distinct(status).map((one) => insertAfter(one, ['allow 127.0.0.1;', 'allow ::1;', 'deny all;'])),
  ];
});

/** NGX-22: both logs on, where they were switched off for a whole server. */
export const writeLogs = nginxRemedy(['NGX-22'], 'write the logs', (model) => {
  const contexts = [
    model.main,
    ...[...descendants(model.main)].filter(({ kind }) => kind === 'http' || kind === 'server'),
  ];
  const own = (name: string) => distinct(contexts.flatMap((context) => ownDirectives(context, name)));
  const isOff = ({ args }: NginxDirective) => args[0] === 'off' || args[0] === '/dev/null';
  const deaf = own('error_log').filter(
    (one) => isOff(one) || one.args.some((word) => /^(?:crit|alert|emerg)$/.test(word)),
  );
  return [
    ...own('access_log')
      .filter(isOff)
      .map((one) => setArguments(one, ['/var/log/nginx/access.log', 'combined'])),
    ...deaf.map((one) => setArguments(one, [isOff(one) ? '/var/log/nginx/error.log' : (one.args[0] ?? ''), 'warn'])),
  ];
});

/** TLS-03: without SSL 3 and TLS 1.0, 1.1 (RFC 8996). */
export const dropOldTls = nginxRemedy(['TLS-03'], 'speak TLS 1.2 and 1.3 alone', (model) =>
  everywhere(model, 'ssl_protocols').flatMap((one): FileOp[] => {
    const kept = one.args.filter((word) => /^TLSv1\.[23]$/.test(word));
    return kept.length === one.args.length
      ? []
      : [setArguments(one, kept.length === 0 ? ['TLSv1.2', 'TLSv1.3'] : kept)];
  }),
);

/** NGX-18, NGX-19: the declared edge alone says who the client is, and zones count by the address that nginx found. */
export const trustEdgeAlone = nginxRemedy(
  ['NGX-18', 'NGX-19'],
  'let the declared edge alone name the client',
  (model, _result, context) => {
    const zones = everywhere(model, 'limit_req_zone', 'limit_conn_zone')
      .filter(({ args }) => /\$http_x_(?:forwarded_for|real_ip)|\$proxy_add_x_forwarded_for/.test(args[0] ?? ''))
      .map((one) => setArgument(one, 0, '$binary_remote_addr'));
    const trusted = realIpOps(everywhere(model, 'set_real_ip_from'), everywhere(model, 'real_ip_header'), context);
    return typeof trusted === 'string' && zones.length === 0
      ? trusted
      : [...zones, ...(typeof trusted === 'string' ? [] : trusted)];
  },
);

function realIpOps(
  from: readonly NginxDirective[],
  headers: readonly NginxDirective[],
  { facts }: FixContext,
): FileOp[] | string {
  const edge = valueIfKnown(facts(policy))?.edge ?? null;
  const [first, ...rest] = from.filter(({ args }) => !isOwn(args[0] ?? ''));
  if (first === undefined) return [];
  if (edge === null || edge.ranges.length === 0)
    return 'whose word counts is not declared: write the proxy in front under edge in candor.yaml';
  const ranges = edge.ranges.filter((range) => !from.some(({ args }) => args[0] === range));
  const foreign = [first, ...rest].filter(({ args }) => !edge.ranges.includes(args[0] ?? ''));
  const header = /cloudflare/i.test(edge.name)
    ? headers.filter(({ args }) => args[0]?.toLowerCase() !== 'cf-connecting-ip')
    : [];
  const [replaced, ...removed] = foreign;
  return [
    ...(replaced === undefined ? [] : replacement(replaced, ranges)),
    ...removed.map((one): FileOp => ({ file: one.file, op: { kind: 'remove', at: one } })),
    ...header.map((one) => setArgument(one, 0, 'CF-Connecting-IP')),
  ];
}

function replacement(at: NginxDirective, ranges: readonly string[]): FileOp[] {
  const [first, ...rest] = ranges;
  if (first === undefined) return [{ file: at.file, op: { kind: 'remove', at } }];
  const more = rest.map((range) => `set_real_ip_from ${range};`);
  return [setArgument(at, 0, first), ...(more.length === 0 ? [] : [insertAfter(at, more)])];
}

/** Loopback, Unix sockets and private networks: neighbours and the host itself. */
function isOwn(range: string): boolean {
  return /^(?:unix:|localhost$|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1|f[cd][0-9a-f]{2}:)/i.test(range);
}
