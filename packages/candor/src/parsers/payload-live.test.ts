import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact, Bundle } from '../core/evidence.js';
import { mongoServers } from '../facts/mongo.js';
import { payloadLive } from '../facts/payload-live.js';
import { factStore } from './fact-store.js';
import { parsers } from './index.js';

const at = new Date('2026-11-20T12:00:00Z');

function artifact(id: string, text: string, subject = 'host'): Artifact {
  const content = { detail: null, ...contentOf(text) };
  const place = { id, subject, order: 0, path: `artifacts/${id}`, source: null, filtered: false, capturedAt: at };
  return { ...place, ...content, status: 'ok' };
}

function facts(...artifacts: Artifact[]) {
  const header = {
    format: 'candor-evidence/1' as const,
    capturedAt: at,
    collector: { name: 'test', version: '0', mode: 'manual' as const },
    host: { name: 'web-1', cpus: null, memoryBytes: null, timezone: null },
    window: { since: null },
    privileges: { uid: 0 },
  };
  const bundle: Bundle = { header, artifacts, warnings: [] };
  return factStore(bundle, parsers);
}

const app = {
  Id: 'a'.repeat(64),
  Name: '/site-app-1',
  Path: 'node',
  Args: ['server.js'],
  State: { Running: true, Pid: 1 },
  Config: { Image: 'site/app', Env: ['PAYLOAD_SECRET=hmac-sha256:0d5c1f9a7be3:64:strong'], Cmd: ['node', 'server.js'] },
  HostConfig: {},
  NetworkSettings: { Ports: { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '3000' }] } },
  Mounts: [],
};

function answer(path: string, body: unknown, status = 200) {
  return JSON.stringify({
    url: `http://127.0.0.1:3000${path}`,
    method: 'GET',
    status,
    body: body === null ? null : JSON.stringify(body),
  });
}

function live(...lines: string[]) {
  const fact = facts(
    artifact('http.probe', lines.join('\n')),
    artifact('docker.inspect', JSON.stringify([app])),
  )(payloadLive);
  return fact.status === 'known' ? fact.value : fact.reason;
}

describe('what a running Payload app answers', () => {
  it.each([
    [
      { update: true, read: true },
      { update: 'allowed', read: 'allowed' },
    ],
    [{ update: { permission: true }, read: { permission: false } }, { update: 'allowed' }],
    [{ read: { permission: true, where: { id: { equals: 1 } } } }, { read: 'limited' }],
    [{ read: { where: {} } }, { read: 'limited' }],
    [{ fields: true }, {}],
    [{ update: 'yes', delete: 1 }, {}],
    [null, {}],
  ])('access %j', (users, operations) => {
    expect(live(answer('/api/access', { collections: { users }, globals: {} }))).toMatchObject([
      { container: 'site-app-1', access: [{ slug: 'users', kind: 'collection', operations }] },
    ]);
  });

  it('takes a whole entity that is true for each operation', () => {
    const rows = live(answer('/api/access', { collections: { users: true } }));
    expect(rows).toMatchObject([
      { access: [{ operations: { update: 'allowed', delete: 'allowed', read: 'allowed' } }] },
    ]);
  });

  it('reads whether a first user exists, and the playground', () => {
    const rows = live(
      answer('/api/users/init', { initialized: false }),
      answer('/api/graphql-playground', 'a GraphQL playground'),
    );
    expect(rows).toMatchObject([
      { access: null, initialized: [{ slug: 'users', value: false }], playground: { open: true } },
    ]);
  });

  it.each([
    ['a page', answer('/api/access', 'hello')],
    ['refused', answer('/api/access', { collections: {} }, 403)],
    ['no answer', JSON.stringify({ url: 'http://127.0.0.1:3000/api/access', status: null, error: 'ECONNREFUSED' })],
    ['another program', answer('/api/users/init', { initialized: 'yes' })],
  ])('says nothing about Payload from %s', (_, line) => expect(live(line)).toEqual([]));

  it('is unknown without a probe', () => {
    expect(facts(artifact('docker.inspect', JSON.stringify([app])))(payloadLive)).toMatchObject({ status: 'unknown' });
  });

  it('never throws, whatever the answer', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (body) => Array.isArray(live(answer('/api/access', JSON.parse(body))))),
      { numRuns: 100 },
    );
  });
});

describe('MongoDB servers', () => {
  const mongo = (cmd: readonly string[], env: readonly string[] = []) => ({
    ...app,
    Name: '/site-mongo-1',
    Path: 'docker-entrypoint.sh',
    Args: cmd,
    Config: { Image: 'mongo:8.0', Env: env, Entrypoint: ['docker-entrypoint.sh'], Cmd: cmd },
    NetworkSettings: {},
  });
  const servers = (...artifacts: Artifact[]) => {
    const fact = facts(...artifacts)(mongoServers);
    return fact.status === 'known' ? fact.value : fact.reason;
  };
  const inspect = (value: object) => artifact('docker.inspect', JSON.stringify([value]));

  it('reads command line, root user and log driver of a container', () => {
    const env = [
      'MONGO_INITDB_ROOT_USERNAME=hmac-sha256:aaaaaaaaaaaa:4',
      'MONGO_INITDB_ROOT_PASSWORD=hmac-sha256:bbbbbbbbbbbb:24:strong',
    ];
    expect(servers(inspect(mongo(['mongod', '--auth', '--bind_ip', '0.0.0.0'], env)))).toMatchObject([
      {
        subject: 'container:site-mongo-1',
        bindIp: ['0.0.0.0'],
        rootUser: { length: 4 },
        rootPassword: { strength: 'strong' },
        probe: null,
      },
    ]);
  });

  it('joins the probe of its container', () => {
    const probe = {
      reachable: true,
      helloOk: true,
      version: '8.0.17',
      authRequired: false,
      databases: 3,
      commandLine: [],
    };
    expect(
      servers(inspect(mongo(['mongod'])), artifact('mongo.probe', JSON.stringify(probe), 'container:site-mongo-1')),
    ).toMatchObject([{ probe: { authRequired: false, databases: null } }]);
  });

  it('counts failed logins and knows a ransom note in the log', () => {
    const lines = [
      '{"t":{"$date":"2026-11-20T11:00:00Z"},"s":"I","c":"ACCESS","id":5286307,"msg":"Failed to authenticate","attr":{}}',
      '{"s":"I","msg":"createCollection","attr":{"namespace":"READ__ME_TO_RECOVER_YOUR_DATA.README"}}',
      '{"s":"I","msg":"Connection accepted"}',
    ];
    expect(
      servers(inspect(mongo(['mongod'])), artifact('docker.logs', lines.join('\n'), 'container:site-mongo-1')),
    ).toMatchObject([{ log: { loginFailures: 1, ransomNote: 'READ__ME_TO_RECOVER_YOUR_DATA', noUsers: false } }]);
  });

  it.each([
    ['mongo-express', { ...mongo([]), Config: { ...mongo([]).Config, Image: 'mongo-express:1' } }],
    ['an app that names mongod in no way', app],
  ])('does not take %s for a server', (_, value) =>
    expect(servers(inspect(value))).not.toMatchObject([{ subject: expect.any(String) }]),
  );
});
