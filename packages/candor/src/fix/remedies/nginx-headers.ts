import {
  addedHeaders,
  descendants,
  findLocation,
  type NginxContext,
  type NginxModel,
  type NginxServer,
  ownDirectives,
} from '../../formats/nginx/index.js';
import type { FileOp } from '../nginx/current-config.js';
import { nginxWord } from '../nginx/edit-nginx.js';
import { insertAfter, insertInto, nginxRemedy, setArgument } from './nginx-remedy.js';

/** What the site sends (OWASP secure headers); frames of its own pages are what Payload's preview needs. */
const headers: readonly (readonly [name: string, value: string])[] = [
  ['Strict-Transport-Security', 'max-age=31536000'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'SAMEORIGIN'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
];

/** The TLS server of a public name. */
function serverOf(model: NginxModel, name: string): NginxServer | null {
  return (
    model.servers.find(({ names, listens }) => names.includes(name) && listens.some(({ ssl, quic }) => ssl || quic)) ??
    null
  );
}

/** Where the headers of the front page come from: the nearest level with headers of its own, else the server. */
function headerLevel(server: NginxServer): NginxContext {
  const page = findLocation(server, '/').location?.context ?? server.context;
  return ownDirectives(page, 'add_header').length > 0 ? page : server.context;
}

function headerLine(name: string, value: string, always = true): string {
  return `add_header ${name} ${nginxWord(value)}${always ? ' always' : ''};`;
}

/** Lines at a level that has headers of its own, or that will hide those of the level above: those are repeated. */
function addHeaders(level: NginxContext, missing: readonly (readonly [string, string])[]): FileOp {
  const own = ownDirectives(level, 'add_header');
  const last = own.at(-1);
  const lines = missing.map(([name, value]) => headerLine(name, value));
  if (last !== undefined) return insertAfter(last, lines);
  const inherited = addedHeaders(level).map(({ name, value, always }) => headerLine(name, value, always));
  return insertInto(level, [...inherited, ...lines]);
}

/** NGX-12: the headers that the answer lacked. */
export const sendHeaders = nginxRemedy(
  ['NGX-12'],
  'send the security headers',
  (model, result) => {
    const name = result.subject.replace(/^host:/, '');
    const server = serverOf(model, name);
    if (server === null) return `no TLS server of nginx has the name ${name}`;
    const level = headerLevel(server);
    const sent = new Set(addedHeaders(level).map((one) => one.name.toLowerCase()));
    const missing = headers.filter(([header]) => result.what?.includes(header) && !sent.has(header.toLowerCase()));
    return missing.length === 0 ? [] : [addHeaders(level, missing)];
  },
  ['Strict-Transport-Security holds browsers to https for a year: every page of the name must be served so.'],
);

/** TLS-05: half a year or more (RFC 6797). */
export const rememberHttps = nginxRemedy(['TLS-05'], 'tell browsers to stay on https', (model, result) => {
  const name = result.subject.replace(/^host:/, '');
  const server = serverOf(model, name);
  if (server === null) return `no TLS server of nginx has the name ${name}`;
  const level = headerLevel(server);
  const own = addedHeaders(level).find((one) => /^strict-transport-security$/i.test(one.name));
  if (own === undefined) return [addHeaders(level, headers.slice(0, 1))];
  const age = Number(/max-age="?(\d{1,12})/i.exec(own.value)?.[1] ?? '0');
  const value = age >= 15_552_000 ? own.value : own.value.replace(/max-age="?\d{0,12}"?/i, 'max-age=31536000');
  return value === own.value ? [] : [setArgument(own.directive, 1, value)];
});

const protective =
  /^(?:strict-transport-security|x-content-type-options|x-frame-options|content-security-policy|referrer-policy)$/i;

/** NGX-11: the headers of the server repeated where a location has headers of its own. */
export const keepHeaders = nginxRemedy(['NGX-11'], 'repeat the headers of the server', (model) =>
  [...descendants(model.main)].flatMap((context): FileOp[] => {
    const last = ownDirectives(context, 'add_header').at(-1);
    if (context.kind !== 'location' || last === undefined || context.parent === null) return [];
    const kept = new Set(addedHeaders(context).map((one) => one.name.toLowerCase()));
    const lost = addedHeaders(context.parent).filter(
      (one) => protective.test(one.name) && !kept.has(one.name.toLowerCase()),
    );
    return lost.length === 0
      ? []
      : [
          insertAfter(
            last,
            lost.map((one) => headerLine(one.name, one.value, one.always)),
          ),
        ];
  }),
);

/** NGX-07: files whose name begins with a dot are nobody's business but certificate renewal's (RFC 8615). */
export const refuseHiddenFiles = nginxRemedy(
  ['NGX-07'],
  'refuse hidden files',
  (model, result) => {
    const name = result.subject.replace(/^host:/, '');
    const servers = model.servers.filter(({ names }) => names.includes(name));
    if (servers.length === 0) return `no server of nginx has the name ${name}`;
    return servers
      .filter(({ locations }) => !locations.some(({ path }) => path.startsWith('/\\.(?!well-known)')))
      .map(({ context }) => insertInto(context, ['location ~ /\\.(?!well-known) {', ['deny all;'], '}']));
  },
  ['Change every secret that stood in the files: they were served.'],
);
