import type { Moment, Piece } from '../moments/bundle-builder.js';
import { healthyApp, healthyBundle, healthyDatabase } from '../moments/healthy-bundle.js';

/** One way in which evidence goes missing or is not what it seems. */
export interface Blinding {
  readonly title: string;
  readonly moment: Moment;
}

type Change = (piece: Piece) => Piece | null;

function blinded(title: string, id: string, change: Change, subject?: string): Blinding {
  const moment = healthyBundle((pieces) =>
    pieces.flatMap((piece) =>
      piece.id === id && (subject === undefined || (piece.subject ?? 'host') === subject)
        ? (change(piece) ?? [])
        : [piece],
    ),
  );
  return { title: `${id}${subject ? ` of ${subject}` : ''} ${title}`, moment };
}

const without = ({ text: _text, ...piece }: Piece): Piece => piece;
const status =
  (name: string): Change =>
  (piece) => ({ ...without(piece), status: name, detail: `made ${name} for a test` });

const ways: Readonly<Record<string, Change>> = {
  'was denied': status('denied'),
  'timed out': status('timeout'),
  'ended with an error': status('error'),
  'was not collected': status('not-collected'),
  'is not listed': () => null,
  'was cut by a filter': (piece) => ({ ...piece, filtered: true }),
  'is a person’s word': (piece) => ({ ...piece, testimony: 'all is well' }),
  'is garbled': (piece) => ({ ...piece, text: '\u0000\u0001<<<not what was expected>>>{"a":' }),
  'was cut off': (piece) => ({
    ...piece,
    status: 'truncated',
    text: (piece.text ?? '').slice(0, (piece.text ?? '').length / 2),
  }),
  'is empty': (piece) => ({ ...piece, text: '' }),
  'speaks of another container': (piece) => ({ ...piece, subject: 'container:other-1' }),
};

/** What must be whole, and in which ways it is broken here. */
const table: readonly (readonly [id: string, ways: readonly (keyof typeof ways)[], subject?: string])[] = [
  [
    'host.processes',
    [
      'was denied',
      'timed out',
      'ended with an error',
      'was not collected',
      'is not listed',
      'was cut by a filter',
      'is a person’s word',
      'is garbled',
      'was cut off',
      'is empty',
    ],
  ],
  ['host.sockets', ['was denied', 'is not listed', 'was cut by a filter', 'is a person’s word', 'is garbled']],
  [
    'container.sockets',
    ['was denied', 'is not listed', 'was cut by a filter', 'is garbled', 'speaks of another container'],
    healthyApp,
  ],
  [
    'docker.inspect',
    [
      'was denied',
      'timed out',
      'ended with an error',
      'is not listed',
      'was cut by a filter',
      'is a person’s word',
      'is garbled',
      'was cut off',
      'is empty',
    ],
  ],
  [
    'docker.logs',
    [
      'was denied',
      'is not listed',
      'was cut by a filter',
      'is a person’s word',
      'is empty',
      'speaks of another container',
      'was cut off',
    ],
    healthyApp,
  ],
  [
    'docker.diff',
    [
      'was denied',
      'timed out',
      'is not listed',
      'was cut by a filter',
      'is a person’s word',
      'speaks of another container',
    ],
    healthyApp,
  ],
  ['docker.diff', ['was denied', 'is not listed'], healthyDatabase],
  ['docker.version', ['was denied', 'is not listed', 'is garbled']],
  [
    'app.installed',
    ['was denied', 'is not listed', 'is empty', 'is garbled', 'was cut by a filter', 'speaks of another container'],
    healthyApp,
  ],
  ['firewall.iptables', ['was denied', 'is not listed', 'is garbled', 'is a person’s word']],
  ['nginx.config', ['was denied', 'is not listed', 'is garbled', 'was cut by a filter']],
  ['nginx.version', ['is not listed', 'is garbled']],
  ['ssh.config', ['was denied', 'is not listed', 'is empty']],
  ['ssh.authorized-keys', ['was denied', 'is not listed', 'timed out']],
  ['host.cron', ['was denied', 'is not listed', 'was cut off']],
  ['host.systemd-units', ['was denied', 'is not listed']],
  ['host.package-verify', ['was denied', 'is not listed', 'was cut off']],
  ['host.pending-updates', ['is not listed', 'is garbled']],
  ['host.os-release', ['is not listed', 'is empty']],
  ['host.files', ['was denied', 'is not listed']],
  ['collector.self', ['is not listed', 'is garbled', 'is empty', 'is a person’s word']],
  ['case.reports', ['was denied', 'is not listed', 'timed out']],
  ['tls.certificate', ['was denied', 'is not listed', 'is garbled']],
  ['http.probe', ['is not listed', 'is garbled', 'is empty']],
];

/** Every blinded variant of the well-kept host. */
export const blindings: readonly Blinding[] = table.flatMap(([id, list, subject]) =>
  list.map((way) => blinded(String(way), id, ways[way] ?? ((piece) => piece), subject)),
);
