import { valueIfKnown } from '../../core/fact.js';
import { nginxVersion } from '../../facts/nginx.js';
import {
  defaultServers,
  descendants,
  type NginxModel,
  type NginxServer,
  ownDirectives,
} from '../../formats/nginx/index.js';
import type { FixContext } from '../model.js';
import type { FileOp } from '../nginx/current-config.js';
import type { NginxLines } from '../nginx/edit-nginx.js';
import { nginxRemedy, setArguments } from './nginx-remedy.js';

/** True when the server answers every request itself, with a refusal, a redirect or by closing the handshake (as NGX-06). */
function turnsAway(server: NginxServer): boolean {
  const returned = ownDirectives(server.context, 'return')[0]?.args[0] ?? '';
  return (
    ownDirectives(server.context, 'ssl_reject_handshake')[0]?.args[0] === 'on' ||
    /^(?:444|4\d\d|30[1278])$/.test(returned)
  );
}

function passes(model: NginxModel, server: NginxServer): boolean {
  const blocks = [...descendants(server.context)];
  return model.passes.some((one) => blocks.includes(one.context));
}

/** ngx_http_ssl_module: `ssl_reject_handshake` appeared in version 1.19.4. */
function knowsReject(context: FixContext): boolean {
  const [major = 0, minor = 0, patch = 0] = (valueIfKnown(context.facts(nginxVersion))?.version ?? '')
    .split('.')
    .map(Number);
  return major > 1 || (major === 1 && (minor > 19 || (minor === 19 && patch >= 4)));
}

function block(listens: readonly { readonly text: string; readonly ssl: boolean }[]): NginxLines {
  const isTls = listens.some(({ ssl }) => ssl);
  return [
    'server {',
    [
      ...listens.map(({ text, ssl }) => `listen ${text}${ssl ? ' ssl' : ''} default_server;`),
      'server_name _;',
      ...(isTls ? ['ssl_reject_handshake on;'] : []),
      'return 444;',
    ],
    '}',
    '',
  ];
}

/** The flag taken from the servers that have it for one of the listens. */
function withoutFlag(server: NginxServer, texts: ReadonlySet<string>): FileOp[] {
  return ownDirectives(server.context, 'listen')
    .filter(
      ({ args }) => texts.has(args[0] ?? '') && args.some((word) => word === 'default_server' || word === 'default'),
    )
    .map((one) =>
      setArguments(
        one,
        one.args.filter((word) => word !== 'default_server' && word !== 'default'),
      ),
    );
}

/** NGX-06: a server of its own for unknown names, before the one that answered them so far. */
export const turnUnknownNamesAway = nginxRemedy(
  ['NGX-06'],
  'turn unknown names away',
  (model, _result, context) => {
    const open = defaultServers(model).filter(({ server }) => !turnsAway(server) && passes(model, server));
    const first = open[0]?.server;
    if (first === undefined) return [];
    const listens = open.flatMap(({ server, host, port }) =>
      server.listens.filter((one) => one.host === host && one.port === port).slice(0, 1),
    );
    if (listens.some(({ implicit, isUnixSocket }) => implicit || isUnixSocket))
      return 'a server listens without saying where';
    if (listens.some(({ ssl }) => ssl) && !knowsReject(context)) return 'ssl_reject_handshake needs nginx 1.19.4';
    const plain = listens.filter(({ ssl }) => !ssl);
    const tls = listens.filter(({ ssl }) => ssl);
    const lines = [...(plain.length > 0 ? block(plain) : []), ...(tls.length > 0 ? block(tls) : [])];
    const at = { name: 'server', args: [], line: first.line };
    const texts = new Set(listens.map(({ text }) => text));
    return [
      { file: first.file, op: { kind: 'insert-before', at, lines } },
      ...[...new Set(open.map(({ server }) => server))].flatMap((server) => withoutFlag(server, texts)),
    ];
  },
  ['Whoever asks by address, or by a name that is not yours, gets no answer; list every name that is yours.'],
);
