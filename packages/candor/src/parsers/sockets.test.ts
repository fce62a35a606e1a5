import { describe, expect, it } from 'vitest';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact } from '../core/evidence.js';
import { exampleNow, seen, unseen } from '../core/example.js';
import type { Fact, FactSpec } from '../core/fact.js';
import { containers } from '../facts/containers.js';
import { exampleContainer } from '../facts/examples.js';
import type { NamespaceConnections } from '../facts/sockets.js';
import type { ParseContext } from './parser.js';
import { connectionsParser, namespaceConnectionsParser } from './sockets.js';

const listener = 'tcp LISTEN 0 511 0.0.0.0:3000 0.0.0.0:*\n';
const connection = 'tcp ESTAB 0 0 172.18.0.3:51000 203.0.113.9:443\n';

function sockets(subject: string, text: string, change: Partial<Artifact> = {}): Artifact {
  return {
    id: subject === 'host' ? 'host.sockets' : 'container.sockets',
    subject,
    order: 1,
    path: `artifacts/${subject}`,
    source: { file: '/proc/net' },
    filtered: false,
    capturedAt: exampleNow,
    status: 'ok',
    detail: null,
    ...contentOf(text),
    ...change,
  };
}

function contextOf(artifacts: readonly Artifact[]): ParseContext {
  const fact = (spec: FactSpec<unknown>) => (spec.id === containers.id ? seen([exampleContainer()]) : unseen());
  const find = (id: string, subject?: string) =>
    artifacts.filter((artifact) => artifact.id === id && (subject === undefined || artifact.subject === subject));
  return { now: exampleNow, fact, artifacts: find } as unknown as ParseContext; // only what the parser reads
}

function whole(...artifacts: readonly Artifact[]): string[] | string {
  const fact = namespaceConnectionsParser.parse(contextOf(artifacts)) as Fact<NamespaceConnections>; // its own type
  return fact.status === 'known' && fact.complete ? [...fact.value.wholeSubjects] : fact.status;
}

const listening = { source: { command: ['ss', '-tulpen'], exitCode: 0 } } as const;
const entered = { source: { command: ['nsenter', '-t', '42', '-n', 'ss', '-tanp'], exitCode: 0 } } as const;

describe('namespaceConnectionsParser', () => {
  const app = 'container:site-app-1';
  const db = 'container:site-db-1';
  it.each([
    ['both read', [sockets('host', listener + connection), sockets(app, connection)], ['host', app]],
    ["the host's listing of listeners", [sockets('host', listener, listening), sockets(app, connection)], [app]],
    ['no listing of the host', [sockets(app, connection)], [app]],
    ['a container without connections, by ss in its namespace', [sockets(app, listener, entered)], [app]],
    ['another container that was refused', [sockets(app, connection), sockets(db, '', { status: 'denied' })], [app]],
    ['a line that nobody understands in one', [sockets(app, connection), sockets(db, '?? ??\n')], [app]],
    ['a filtered listing alone', [sockets(app, connection, { filtered: true })], 'known'],
    ['listeners alone', [sockets('host', listener, listening)], 'known'],
    ['nothing', [], 'unknown'],
  ])('%s', (_, artifacts, expected) => {
    expect(whole(...artifacts)).toEqual(expected);
  });

  it('leaves the fact of all connections partial', () => {
    const fact = connectionsParser.parse(
      contextOf([sockets('host', listener, listening), sockets(app, connection)]),
    ) as Fact<unknown>; // its own type
    expect(fact).toMatchObject({ status: 'known', complete: false, gap: { reason: 'not-collected' } });
  });
});
