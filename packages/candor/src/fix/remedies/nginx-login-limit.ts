import {
  descendants,
  findLocation,
  type NginxContext,
  type NginxModel,
  type NginxServer,
  ownDirectives,
  requestLimits,
} from '../../formats/nginx/index.js';
import type { FileOp } from '../nginx/current-config.js';
import { insertAfter, insertInto, nginxRemedy } from './nginx-remedy.js';

/** Where Payload takes passwords, sends mail, or does expensive work, as NGX-13 asks. */
const paths = [
  '/api/users/login',
  '/api/users/forgot-password',
  '/api/users/first-register',
  '/api/graphql',
  '/admin/login',
];
/** They and their like of every collection (payloadcms.com, REST API: auth operations). */
const loginLocation =
  '^/(api/(graphql|[a-z0-9-]+/(login|logout|forgot-password|reset-password|unlock|first-register|refresh-token|verify))|admin/login)(/|$)';
/** One try in six seconds for a person who mistypes, and no more for a program. */
const rate = '10r/m';
/** A page of the admin panel asks for this many things at once. */
const burst = 20;

function openPlaces(model: NginxModel, server: NginxServer): NginxContext[] {
  const contexts = paths.map((path) => findLocation(server, path).location?.context ?? server.context);
  const open = contexts.filter((context) => {
    const blocks = [...descendants(context)];
    const isPassed = model.passes.some((one) => blocks.includes(one.context));
    return (
      isPassed && !requestLimits(model, context).some(({ zone, dryRun }) => !dryRun && (zone?.ratePerSecond ?? 0) > 0)
    );
  });
  return [...new Set(open)];
}

/** A location for a part of the site; one for all of it, or all of its API, may not be slowed like a login. */
function isNarrow({ kind, args }: NginxContext): boolean {
  return kind === 'location' && !/^\/?(?:api\/?)?$/.test(args.at(-1) ?? '/');
}

function copied(context: NginxContext, limit: string): FileOp | string {
  if (context.kind !== 'location') return 'the app is asked from the server block itself: give it a location first';
  const pass = ownDirectives(context, 'proxy_pass')[0];
  if (pass === undefined) return 'the location that asks the app has no proxy_pass of its own';
  if (/^\w+:\/\/[^/]+\//.test(pass.args[0] ?? ''))
    return 'proxy_pass has a path, which a location with a pattern may not have';
  const own = context.own.filter(
    ({ block, file, name }) => block === null && file === context.file && name !== 'limit_req',
  );
  const included = context.own.some(({ file }) => file !== context.file);
  const lines = own.map(({ name, args }) => `${[name, ...args.map(word)].join(' ')};`);
  if (included) return 'the location is put together from included files: add the limit there by hand';
  const at = { name: 'location', args: context.args, line: context.line };
  return {
    file: context.file,
    op: { kind: 'insert-before', at, lines: [`location ~ ${loginLocation} {`, [limit, ...lines], '}', ''] },
  };
}

function word(text: string): string {
  return /^[^\s;{}"'\\#]+$/.test(text) ? text : `"${text.replace(/["\\]/g, (char) => `\\${char}`)}"`;
}

/** The zone that counts logins: one that is there and slow enough, or a new one. */
function loginZone(model: NginxModel): { name: string; ops: FileOp[] } | string {
  const own = model.zones.find(
    ({ kind, key, ratePerSecond }) =>
      kind === 'limit_req' && key === '$binary_remote_addr' && ratePerSecond !== null && ratePerSecond <= 1,
  );
  if (own !== undefined) return { name: own.name, ops: [] };
  if (model.http === null) return 'there is no http block';
  const taken = new Set(model.zones.map(({ name }) => name));
  const name = taken.has('login') ? 'candor_login' : 'login';
  const line = `limit_req_zone $binary_remote_addr zone=${name}:10m rate=${rate};`;
  const last = ownDirectives(model.http, 'limit_req_zone').at(-1);
  return { name, ops: [last === undefined ? insertInto(model.http, [line]) : insertAfter(last, [line])] };
}

/** NGX-13: `limit_req` on the paths that take passwords (ngx_http_limit_req_module). */
export const limitLogins = nginxRemedy(['NGX-13'], 'limit logins', (model) => {
  const zone = loginZone(model);
  if (typeof zone === 'string') return zone;
  const limit = `limit_req zone=${zone.name} burst=${burst} nodelay;`;
  const places = [...new Set(model.servers.flatMap((server) => openPlaces(model, server)))];
  const ops = places.filter(isNarrow).map((context): FileOp | string => insertInto(context, [limit]));
  const broad = places.filter((context) => !isNarrow(context));
  const wide = [...new Map(broad.map((context) => [context.parent, context])).values()].map((context) =>
    copied(context, limit),
  );
  const problem = [...ops, ...wide].find((op) => typeof op === 'string');
  if (typeof problem === 'string') return problem;
  return places.length === 0 ? [] : [...zone.ops, ...[...ops, ...wide].filter((op) => typeof op !== 'string')];
});
