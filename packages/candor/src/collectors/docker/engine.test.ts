import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalFs } from '../env/local-fs.js';
import { testEnv } from '../test-env.js';
import { isAllowedPath } from './allow-list.js';
import { createEngineAccess } from './create-engine-access.js';
import { demultiplex } from './demultiplex.js';
import { diffCollector } from './diff-collector.js';
import { engineCollector } from './engine-collector.js';
import { logsCollector } from './logs-collector.js';

const id = 'a'.repeat(64);
const secret = 'k7plantedQ9xyz';
let folder = '';
let server: Server | null = null;
let asked: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/candor-engine-`);
  asked = [];
});

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  await rm(folder, { recursive: true, force: true });
});

function frame(stream: number, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

const inspect = {
  Id: id,
  Name: '/web\u001b[31m-1',
  State: { Running: true, Pid: 1 },
  Config: { Image: 'x', Env: [`PAYLOAD_SECRET=${secret}`], Labels: {} },
  HostConfig: { LogConfig: { Type: 'json-file' } },
};

const answers: Readonly<Record<string, unknown>> = {
  '/version': { ApiVersion: '1.41', MinAPIVersion: '1.12', Version: '20.10.24' },
  '/v1.41/version': { ApiVersion: '1.41', Version: '20.10.24' },
  '/v1.41/containers/json': [{ Id: id, Names: ['/web-1'], State: 'running' }],
  [`/v1.41/containers/${id}/json`]: inspect,
  [`/v1.41/containers/${id}/changes`]: [
    { Kind: 1, Path: '/AfUxImqu' },
    { Kind: 0, Path: '/tmp' },
    { Kind: 2, Path: '/gone\nA /forged' },
  ],
};

async function engine(answer: (path: string) => unknown) {
  const path = `${folder}/docker.sock`;
  server = createServer((request, response) => {
    const bare = (request.url ?? '').split('?')[0] ?? '';
    asked.push(`${request.method} ${bare}`);
    const given = answer(bare);
    if (given === 'hang') return;
    if (given === undefined) response.statusCode = 404;
    response.end(Buffer.isBuffer(given) ? given : JSON.stringify(given ?? { message: 'no such thing' }));
  });
  await new Promise<void>((resolve) => server?.listen(path, resolve));
  const access = createEngineAccess(createLocalFs(), { dockerHost: `unix://${path}`, uid: 0 });
  return testEnv('/', { engine: access });
}

describe('the engine over its socket', () => {
  it('agrees on a version, asks only with GET and redacts what comes', async () => {
    const env = await engine((path) => answers[path]);
    const made = await engineCollector.collect(env);
    expect(made.find((artifact) => artifact.id === 'docker.inspect')?.status).toBe('ok');
    expect(Buffer.concat(made.map(({ content }) => content)).toString()).not.toContain(secret);
    expect(asked.every((line) => line.startsWith('GET '))).toBe(true);
    expect(asked).toContain('GET /v1.41/containers/json');
  });

  it('prints changes as docker diff does, a line break in a name cannot add a line', async () => {
    const env = await engine((path) => answers[path]);
    const [diff] = await diffCollector.collect(env);
    expect(diff?.content.toString()).toBe('A /AfUxImqu\nC /tmp\nD /gone\\nA /forged\n');
    expect(diff?.subject).toBe('container:web\\u001b[31m-1');
  });

  it('joins both streams of the logs and takes secrets out', async () => {
    const logs = Buffer.concat([frame(1, '2026 one\n'), frame(2, `2026 password=${secret}\n`)]);
    const env = await engine((path) => (path.endsWith('/logs') ? logs : answers[path]));
    const [artifact] = await logsCollector.collect(env);
    expect(artifact?.content.toString()).toMatch(/^2026 one\n2026 password=hmac-sha256:\S+\n$/);
  });

  it.each([
    ['one that answers nonsense', () => Buffer.from('[{"Id":'), 'error'],
    ['one that fails', () => undefined, 'absent'],
  ])('does not mistake %s for one without containers', async (_, answer, status) => {
    const env = await engine((path) => (path.endsWith('version') ? answers[path] : answer()));
    expect((await env.engine.containers()).status).toBe(status);
  });

  it('gives up on a daemon that hangs, once for all calls', async () => {
    const env = await engine(() => 'hang');
    const started = performance.now();
    const results = await Promise.all([env.engine.containers(), env.engine.get('/info'), env.engine.get('/events')]);
    expect(results.map(({ status }) => status)).toEqual(['timeout', 'timeout', 'timeout']);
    expect(performance.now() - started).toBeLessThan(4500);
  });

  it.each([
    ['no socket', 'unix:///nonexistent/docker.sock', 'absent'],
    ['a file that is no socket', 'unix:///etc/passwd', 'absent'],
    ['an engine over TCP', 'tcp://127.0.0.1:2375', 'error'],
  ])('says what it is with %s', async (_, dockerHost, status) => {
    const access = createEngineAccess(createLocalFs(), { dockerHost, uid: 0 });
    expect((await access.containers()).status).toBe(status);
  });
});

describe('isAllowedPath', () => {
  it.each(['/info', `/containers/${id}/json`, `/containers/${id}/logs?stdout=1`, '/containers/json?all=1'])(
    'allows %s',
    (path) => {
      expect(isAllowedPath(path)).toBe(true);
    },
  );

  it.each([
    `/containers/${id}/exec`,
    '/containers/web-1/json',
    '/containers/../info',
    `/containers/${id}/export`,
    '/secrets',
    '/swarm/unlockkey',
    '/images/x/get',
    '//info',
  ])('refuses %s', (path) => {
    expect(isAllowedPath(path)).toBe(false);
  });
});

describe('demultiplex', () => {
  it('gives back any frames in order', () => {
    const frames = fc.array(fc.record({ stream: fc.integer({ min: 0, max: 2 }), text: fc.string({ minLength: 1 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(frames, (list) => {
        const bytes = Buffer.concat(list.map(({ stream, text }) => frame(stream, text)));
        expect(demultiplex(bytes).toString()).toBe(list.map(({ text }) => text).join(''));
      }),
    );
  });

  it('keeps bytes that are no frames, and never throws', () => {
    expect(demultiplex(Buffer.from('plain text of a terminal')).toString()).toBe('plain text of a terminal');
    fc.assert(fc.property(fc.uint8Array(), (bytes) => demultiplex(Buffer.from(bytes)).length <= bytes.length));
  });
});
