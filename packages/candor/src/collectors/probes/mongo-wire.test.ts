import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineAccess, EngineContainer } from '../docker/engine-access.js';
import { testEnv } from '../test-env.js';
import type { BsonInput } from './bson.js';
import { askMongo } from './mongo-client.js';
import { mongoCollector } from './mongo-collector.js';

interface Exchange {
  readonly command: Readonly<Record<string, string | number>>;
  readonly request: string;
  readonly reply: string;
}

const commands: readonly BsonInput[] = [
  { hello: 1 },
  { listDatabases: 1, nameOnly: 1 },
  { getCmdLineOpts: 1 },
  { buildInfo: 1 },
];
/** A loopback address of its own, so that a database of this machine is not in the way. */
const host = '127.0.0.77';
let server: Server | null = null;

afterEach(() => {
  server?.close();
  server = null;
});

function recorded(file: string): Exchange[] {
  return JSON.parse(readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8'));
}

/** Answers as the recorded server did, in pieces of `chunkBytes`; what it was asked is kept. */
async function replay(file: string, port: number, chunkBytes = 1 << 20) {
  const exchanges = recorded(file);
  const asked: string[] = [];
  const listening = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (request) => {
      asked.push(request.toString('hex'));
      const reply = Buffer.from(exchanges[asked.length - 1]?.reply ?? '', 'hex');
      for (let at = 0; at < reply.length; at += chunkBytes) socket.write(reply.subarray(at, at + chunkBytes));
    });
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(port, host, resolve));
  const address = listening.address();
  return { asked, exchanges, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

function engineOf(): EngineAccess {
  const inspect = { NetworkSettings: { Networks: { data: { IPAddress: host } } } };
  const base = { id: 'a'.repeat(64), name: 'site-mongo-1', image: 'mongo:8.0.17', running: true, pid: 0, tty: false };
  const container: EngineContainer = { ...base, logDriver: '', labels: {}, workingDir: '/', upperDir: null, inspect };
  const list = { status: 'ok' as const, bytes: Buffer.alloc(0), httpStatus: 200, detail: null, api: '' };
  return { get: async () => list, containers: async () => ({ status: 'ok', detail: null, list, items: [container] }) };
}

describe('the wire protocol of MongoDB, as recorded with the official BSON', () => {
  it.each([
    ['wire-8.0-with-access-control.json', 1 << 20],
    ['wire-8.0-with-access-control.json', 7],
    ['wire-7.0-open.json', 1],
  ])('asks byte by byte what was recorded in %s, and reads answers in pieces of %i', async (file, chunkBytes) => {
    const { asked, exchanges, port } = await replay(file, 0, chunkBytes);
    const [hello, , , build] = await askMongo(host, port, commands);
    expect(asked).toEqual(exchanges.map(({ request }) => request));
    expect(exchanges.map(({ command }) => ({ ...command, $db: undefined }))).toEqual(
      commands.map((command) => ({ ...command, $db: undefined })),
    );
    expect(hello).toMatchObject({ isWritablePrimary: true, maxBsonObjectSize: 16_777_216, ok: 1 });
    expect(build).toMatchObject({ bits: 64, debug: false, storageEngines: ['devnull', 'wiredTiger'], ok: 1 });
  });

  it('reads a refusal whole, with the times and signatures behind it', async () => {
    const { port } = await replay('wire-8.0-with-access-control.json', 0);
    const [, listed] = await askMongo(host, port, commands.slice(0, 2));
    expect(listed).toMatchObject({ ok: 0, code: 13, codeName: 'Unauthorized' });
    expect(Object.keys(listed ?? {})).toEqual(['ok', 'errmsg', 'code', 'codeName', '$clusterTime', 'operationTime']);
  });

  it.each([
    ['wire-8.0-with-access-control.json', { version: '8.0.17', authRequired: true, databases: null, commandLine: [] }],
    [
      'wire-7.0-open.json',
      {
        version: '7.0.14',
        authRequired: false,
        databases: ['admin', 'config', 'local', 'station'],
        commandLine: ['mongod', '--bind_ip_all', '--dbpath', '/data/db'],
      },
    ],
  ])('makes evidence of %s', async (file, expected) => {
    await replay(file, 27_017);
    const [artifact] = await mongoCollector.collect(testEnv('/nonexistent', { engine: engineOf() }));
    expect(artifact).toMatchObject({ id: 'mongo.probe', status: 'ok', subject: 'container:site-mongo-1' });
    expect(JSON.parse(artifact?.content.toString() ?? '')).toMatchObject({
      ...expected,
      reachable: true,
      helloOk: true,
      login: { state: 'not-declared' },
      users: null,
    });
  });

  it('says so when the server hangs up in the middle of an answer', async () => {
    const listening = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', () =>
        socket.end(Buffer.from(recorded('wire-7.0-open.json')[0]?.reply.slice(0, 60) ?? '', 'hex')),
      );
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(27_017, host, resolve));
    const [artifact] = await mongoCollector.collect(testEnv('/nonexistent', { engine: engineOf() }));
    expect(artifact?.status).not.toBe('ok');
    expect(artifact?.detail).toContain(`${host}:27017`);
  });
});
