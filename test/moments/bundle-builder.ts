import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryFiles } from '../../packages/candor/src/bundle/bundle-files.js';
import { readBundleFiles } from '../../packages/candor/src/bundle/read-bundle.js';
import type { Bundle } from '../../packages/candor/src/core/evidence.js';

/** One artefact of a made-up moment: an entry of the manifest with its text. */
export interface Piece {
  readonly id: string;
  readonly subject?: string;
  readonly text?: string;
  readonly status?: string;
  readonly detail?: string;
  readonly command?: readonly string[];
  readonly file?: string;
  readonly testimony?: string;
  readonly filtered?: boolean;
  /** When it was captured; the moment's own time by default. */
  readonly capturedAt?: string;
}

/** A moment: when it was, how far back was asked for, and what was in hand. */
export interface Moment {
  readonly capturedAt: string;
  readonly since?: string;
  readonly pieces: readonly Piece[];
  /** Who collected: a person by hand (default), or `candor collect` as root. */
  readonly mode?: 'manual' | 'local';
}

/** Makes the bundle in memory, through the same reader as a user's. */
export function momentBundle(moment: Moment): Bundle {
  const files = new Map<string, Buffer>();
  const artifacts = moment.pieces.map((piece, index) => {
    const path = `artifacts/${index}`;
    if (piece.text !== undefined) files.set(path, Buffer.from(piece.text));
    const source = piece.testimony
      ? { testimony: piece.testimony }
      : piece.file
        ? { file: piece.file }
        : { command: piece.command ?? [piece.id], exitCode: 0 };
    return {
      id: piece.id,
      subject: piece.subject ?? 'host',
      status: piece.status ?? 'ok',
      source,
      capturedAt: piece.capturedAt ?? moment.capturedAt,
      ...(piece.text === undefined ? {} : { path, ...sealOf(piece.text) }),
      ...(piece.detail ? { detail: piece.detail } : {}),
      ...(piece.filtered ? { filtered: true } : {}),
    };
  });
  const manifest = {
    format: 'candor-evidence/1',
    capturedAt: moment.capturedAt,
    collector: { name: 'operator', version: '0', mode: moment.mode ?? 'manual' },
    host: { name: 'web-2', cpus: 4, memoryBytes: 8267812864, timezone: 'UTC' },
    window: { since: moment.since ?? null },
    privileges: { uid: 0 },
    artifacts,
  };
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  return readBundleFiles(memoryFiles('moment', files));
}

function sealOf(text: string): { sha256: string; sizeBytes: number } {
  const bytes = Buffer.from(text);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
}

const stack = join(import.meta.dirname, '../bundles/2025-12-12T1800/artifacts');

/** The stack of the case as its operator listed it, with the given versions of next and payload. */
export function caseStack(next = '15.3.2', payload = '3.45.0'): Piece[] {
  const read = (file: string) =>
    readFileSync(join(stack, file), 'utf8').replaceAll('15.3.2', next).replaceAll('3.45.0', payload);
  return [
    {
      id: 'compose.file',
      subject: 'project:payload',
      text: read('01-compose-file.yml'),
      file: '/srv/payload/docker-compose.yml',
    },
    {
      id: 'app.package-json',
      subject: 'project:payload',
      text: read('02-app-package-json.json'),
      file: '/srv/payload/package.json',
    },
    {
      id: 'app.lockfile',
      subject: 'project:payload',
      text: read('03-app-lockfile.json'),
      file: '/srv/payload/package-lock.json',
    },
    { id: 'docker.ps', text: read('04-docker-ps.txt'), command: ['docker', 'compose', 'ps'] },
    {
      id: 'docker.inspect',
      text: read('05-docker-inspect.json'),
      command: ['docker', 'inspect', 'payload-payload-1', 'payload-mongo-1'],
    },
    { id: 'host.sockets', text: read('06-host-sockets.txt'), command: ['ss', '-tulpen'] },
    { id: 'nginx.config', text: read('07-nginx-config.txt'), command: ['nginx', '-T'] },
  ];
}

/** The stack on releases outside every known range. */
export const patchedStack = (): Piece[] =>
  caseStack('16.4.5', '3.90.2').map((piece) =>
    piece.text
      ? {
          ...piece,
          text: piece.text
            .replaceAll('2025-12-12T15', '2026-11-01T15')
            .replaceAll('"0.34.1"', '"0.35.5"')
            .replaceAll('"19.1.0"', '"19.3.1"')
            .replaceAll('mongo:8.2', 'mongo:8.3')
            .replaceAll('node:18', 'node:24')
            .replaceAll('"none"', '"json-file"')
            .replaceAll('driver: none', 'driver: json-file')
            .replaceAll('--storageEngine=wiredTiger', '--auth'),
        }
      : piece,
  );

/** The app's container log. */
export function appLog(lines: readonly string[]): Piece {
  return {
    id: 'docker.logs',
    subject: 'container:payload-payload-1',
    text: `${lines.join('\n')}\n`,
    command: ['docker', 'logs', '--timestamps', 'payload-payload-1'],
  };
}

/** A timestamp `seconds` after the given moment, as `docker logs --timestamps` prints it. */
export function at(moment: string, seconds = 0, nanos = 0): string {
  return new Date(Date.parse(moment) + seconds * 1000)
    .toISOString()
    .replace(/\.\d+Z$/, `.${String(nanos).padStart(9, '0')}Z`);
}
