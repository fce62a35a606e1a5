import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../bundle/bundle-files.js';
import { readBundleFiles } from '../bundle/read-bundle.js';
import type { ArtifactStatus } from '../core/evidence.js';
import type { Fact, FactSpec } from '../core/fact.js';
import { composeProjects } from '../facts/compose.js';
import { containerExec } from '../facts/container-exec.js';
import { dockerPaths } from '../facts/docker-paths.js';
import { firewall } from '../facts/firewall.js';
import { composeProjectsParser } from './compose.js';
import { containerExecParser } from './container-exec.js';
import { dockerPathsParser } from './docker-paths.js';
import { factStore } from './fact-store.js';
import { firewallParser } from './firewall.js';

interface Given {
  readonly id: string;
  readonly subject?: string;
  readonly text?: string;
  readonly source?: object;
  readonly status?: ArtifactStatus;
}

const at = '2026-11-20T12:00:00Z';

function factOf<T>(spec: FactSpec<T>, given: readonly Given[]): Fact<T> {
  const files = new Map<string, Buffer>();
  const artifacts = given.map(({ id, subject = 'host', text, source = { file: '/x' }, status = 'ok' }, index) => {
    const path = `artifacts/${index}`;
    if (text !== undefined) files.set(path, Buffer.from(text));
    return { id, subject, source, status, capturedAt: at, ...(text === undefined ? {} : { path }) };
  });
  const manifest = {
    format: 'candor-evidence/1',
    capturedAt: at,
    collector: { name: 'test', version: '0', mode: 'manual' },
    host: { name: 'web-1' },
    artifacts,
  };
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  const parsers = [composeProjectsParser, containerExecParser, firewallParser, dockerPathsParser];
  return factStore(readBundleFiles(memoryFiles('test', files)), parsers)(spec);
}

const compose = {
  id: 'compose.file',
  subject: 'project:site',
  source: { file: '/srv/site/docker-compose.yml' },
  text: `services:
  app:
    image: node:24-alpine
    ports: ['127.0.0.1:3000:3000', '\${BIND}:8080:80']
    volumes: ['.:/app', '../media:/media:ro', data:/data]
    environment:
      DATABASE_URI: mongodb://app:hunter2@mongo/site
      PAYLOAD_SECRET: \${PAYLOAD_SECRET}
      NODE_ENV: production
    env_file: [.env]
volumes: {data: {}}
networks: {db: {internal: true}}
`,
};

describe('Compose projects as facts', () => {
  const fact = factOf(composeProjects, [
    compose,
    {
      id: 'compose.env',
      subject: 'project:site',
      source: { file: '/srv/site/.env' },
      text: 'PORT=hmac-sha256:aa:4\nPAYLOAD_SECRET=hmac-sha256:bb:64\n# X=1\n',
    },
  ]);
  const project = fact.status === 'known' ? fact.value[0] : undefined;
  const app = project?.services[0];

  it('resolves paths against the folder of the project and keeps lines', () => {
    expect(project).toMatchObject({ name: 'site', folder: '/srv/site', internalNetworks: ['db'] });
    expect(app?.volumes.map(({ source }) => source)).toEqual(['/srv/site', '/srv/media', 'data']);
    expect(app?.envFiles.map(({ path }) => path)).toEqual(['/srv/site/.env']);
    expect(app?.ports.map(({ unresolved, ref }) => [unresolved, ref.line])).toEqual([
      [false, 4],
      [true, 4],
    ]);
  });

  it('says which variable is a secret and never holds one', () => {
    expect(app?.environment.map(({ name, literal, secret }) => [name, literal, secret])).toEqual([
      ['DATABASE_URI', true, true],
      ['PAYLOAD_SECRET', false, true],
      ['NODE_ENV', true, false],
    ]);
    expect(project?.envFiles).toMatchObject([{ names: ['PORT', 'PAYLOAD_SECRET'], secretNames: ['PAYLOAD_SECRET'] }]);
    expect(JSON.stringify(fact)).not.toContain('hunter2');
  });

  it.each([
    ['not collected', [], { status: 'unknown', reason: 'not-collected' }],
    [
      'denied',
      [{ id: 'compose.file', subject: 'project:site', status: 'denied' as const }],
      { status: 'unknown', reason: 'denied' },
    ],
    ['no YAML', [{ ...compose, text: '\t[' }], { status: 'known', complete: false, value: [] }],
    [
      'an included file is missing',
      [{ ...compose, text: 'include: [other.yml]\n' }],
      { status: 'known', complete: false },
    ],
  ])('%s', (_, given, expected) => expect(factOf(composeProjects, given)).toMatchObject(expected));
});

describe('answers of commands inside containers', () => {
  const exec = (command: readonly string[], text: string) =>
    factOf(containerExec, [
      { id: 'container.exec', subject: 'container:web-1', text, source: { command, exitCode: 0 } },
    ]);

  it.each([
    [['docker', 'exec', 'web-1', 'id'], 'uid=0(root) gid=0(root)\n', ['id'], 0],
    [['docker', 'exec', '-u', 'node', 'web-1', 'id', '-u'], '1000\n', ['id', '-u'], null],
    [['id'], 'uid=1000(node)\n', ['id'], 1000],
    [['docker', 'exec', 'web-1', 'ls'], 'file uid=0(root)\n', ['ls'], null],
  ])('%j', (command, text, inner, uid) => {
    expect(exec(command, text)).toMatchObject({
      status: 'known',
      value: [{ container: 'web-1', command: inner, uid }],
    });
  });

  it('takes no testimony', () => {
    const said = [
      { id: 'container.exec', subject: 'container:web-1', text: 'uid=0(root)', source: { testimony: 'he said so' } },
    ];
    expect(factOf(containerExec, said)).toMatchObject({ status: 'unknown' });
  });
});

describe('the packet filter as a fact', () => {
  const v4 = {
    id: 'firewall.iptables',
    text: '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n',
  };
  const v6 = { ...v4, id: 'firewall.ip6tables' };
  it.each([
    ['both families', [v4, v6], { status: 'known', complete: true }],
    ['one family', [v4], { status: 'known', complete: false, gap: { detail: expect.stringContaining('IPv6') } }],
    ['none', [], { status: 'unknown', reason: 'not-collected' }],
    [
      'ufw alone is not the kernel',
      [{ id: 'firewall.ufw', text: 'Status: inactive\n' }],
      { complete: false, value: [{ tool: 'ufw', active: false }] },
    ],
    ['denied', [{ id: 'firewall.nft', status: 'denied' as const }], { status: 'unknown', reason: 'denied' }],
  ])('%s', (_, given, expected) => expect(factOf(firewall, given)).toMatchObject(expected));
});

describe("the engine's own files", () => {
  const lines =
    '{"path":"/run/docker.sock","mode":"0660","uid":0,"gid":999,"magic":"socket"}\n{"path":"/srv/site/.env","mode":"0600","uid":0}\n{"path":"/etc/docker","mode":"0777","uid":0,"magic":"symlink"}\n';
  it('keeps those of the engine alone', () => {
    expect(factOf(dockerPaths, [{ id: 'host.files', text: lines }])).toMatchObject({
      value: [{ path: '/run/docker.sock', kind: 'socket', mode: 0o660, uid: 0, gid: 999 }],
    });
  });
  it('is unknown when the listing does not name them', () => {
    const other = '{"path":"/srv/site/.env","mode":"0600","uid":0}\n';
    expect(factOf(dockerPaths, [{ id: 'host.files', text: other }])).toMatchObject({
      status: 'unknown',
      reason: 'not-collected',
    });
  });
});
