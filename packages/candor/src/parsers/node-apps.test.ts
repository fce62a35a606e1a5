import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact, Bundle } from '../core/evidence.js';
import { nodeApps } from '../facts/app.js';
import { databaseVersions } from '../facts/database-versions.js';
import { nextSources } from '../facts/next-source.js';
import { containerExecParser } from './container-exec.js';
import { containersParser } from './containers.js';
import { databaseVersionsParser } from './database-versions.js';
import { factStore } from './fact-store.js';
import { literalSettings } from './next-settings.js';
import { nextSourcesParser } from './next-source.js';
import { nodeAppsParser } from './node-apps.js';
import { readTar } from './read-tar.js';

const parsers = [nodeAppsParser, containersParser, containerExecParser, databaseVersionsParser, nextSourcesParser];
const at = new Date('2025-12-13T08:38:10Z');

function artifact(id: string, subject: string, text: string, change: Partial<Artifact> = {}): Artifact {
  return {
    id,
    subject,
    order: 0,
    path: `artifacts/${id}`,
    source: null,
    filtered: false,
    capturedAt: at,
    status: 'ok',
    detail: null,
    ...contentOf(text),
    ...change,
  };
}

function bundle(artifacts: readonly Artifact[]): Bundle {
  const header = {
    format: 'candor-evidence/1' as const,
    capturedAt: at,
    collector: { name: 'test', version: '0', mode: 'manual' as const },
    host: { name: 'web-1', cpus: null, memoryBytes: null, timezone: null },
    window: { since: null },
    privileges: { uid: 0 },
  };
  return { header, artifacts, warnings: [] };
}

function devBundle(name: string): Bundle {
  const folder = new URL(`../../../../test/bundles/${name}/`, import.meta.url).pathname;
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    artifacts: Partial<Artifact>[];
  };
  return bundle(
    manifest.artifacts.map((entry) => {
      const text = entry.path ? readFileSync(join(folder, entry.path), 'utf8') : '';
      return artifact(entry.id ?? '', entry.subject ?? '', text, { ...entry, capturedAt: at } as Partial<Artifact>);
    }),
  );
}

const container = (name: string, image: string, project = 'site') =>
  JSON.stringify([
    {
      Id: 'a',
      Name: `/${name}`,
      Path: 'node',
      Args: ['server.js'],
      State: { Running: true, Pid: 1 },
      Config: { Image: image, Labels: { 'com.docker.compose.project': project }, Env: [], Cmd: ['node', 'server.js'] },
      HostConfig: {},
      NetworkSettings: {},
    },
  ]);
const lock = (version: string) =>
  JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/next': { version } } });

function appsOf(...artifacts: Artifact[]) {
  const fact = factStore(bundle(artifacts), parsers)(nodeApps);
  return fact.status === 'known' ? fact.value : [];
}

describe('the December bundles', () => {
  it.each(['2025-12-12T1800', '2025-12-12T2242', '2025-12-12T2257-amendment', '2025-12-13T0838-as-looked-at'])(
    '%s: next 15.3.2, from the lock file, linked to its container',
    (name) => {
      const facts = factStore(devBundle(name), parsers);
      const fact = facts(nodeApps);
      expect(fact).toMatchObject({ status: 'known', complete: true });
      const app = fact.status === 'known' ? fact.value[0] : undefined;
      expect(app).toMatchObject({
        subject: 'project:payload',
        container: 'payload-payload-1',
        libc: 'musl',
        nodeVersion: '18',
        packagesComplete: true,
        nodeOptions: '--max_old_space_size=1536',
      });
      expect(app?.packages.find((each) => each.name === 'next')).toMatchObject({
        version: '15.3.2',
        grade: 'lockfile',
      });
      expect(facts(databaseVersions)).toMatchObject({ value: [{ version: '8.2', grade: 'tag', zlibOff: null }] });
    },
  );
});

describe('which version counts', () => {
  const inspect = artifact('docker.inspect', 'host', container('site-app-1', 'node:24-alpine'));
  const versions = (...artifacts: Artifact[]) =>
    appsOf(inspect, ...artifacts)[0]?.packages.map((each) => `${each.name} ${each.version} ${each.grade}`);

  it.each<[string, Artifact[], string[]]>([
    ['the lock file', [artifact('app.lockfile', 'project:site', lock('15.3.6'))], ['next 15.3.6 lockfile']],
    [
      'what is installed before what is locked',
      [
        artifact('app.lockfile', 'project:site', lock('15.3.6')),
        artifact(
          'app.installed',
          'container:site-app-1',
          '{"name":"next","version":"15.3.2","path":"/app/node_modules/next"}',
        ),
      ],
      ['next 15.3.2 installed'],
    ],
    [
      'a banner beside a newer lock file: patched on disk, not running',
      [
        artifact('app.lockfile', 'project:site', lock('15.3.6')),
        artifact('docker.logs', 'container:site-app-1', '2025-12-12T22:58:06Z    ▲ Next.js 15.3.2\n'),
      ],
      ['next 15.3.6 lockfile', 'next 15.3.2 banner'],
    ],
    [
      'a lock file that the banner proves',
      [
        artifact('app.lockfile', 'project:site', lock('15.3.6')),
        artifact('docker.logs', 'container:site-app-1', '   ▲ Next.js 15.3.6\n'),
      ],
      ['next 15.3.6 lockfile', 'next 15.3.6 banner'],
    ],
    [
      'the newest of several banners',
      [artifact('docker.logs', 'container:site-app-1', '▲ Next.js 15.3.2\n▲ Next.js 16.4.5\n')],
      ['next 16.4.5 banner'],
    ],
    [
      'an exact version that a manifest declares, and no range',
      [artifact('app.package-json', 'project:site', '{"dependencies":{"next":"15.3.2","sharp":"^0.34.0"}}')],
      ['next 15.3.2 declared'],
    ],
    [
      'no testimony',
      [artifact('docker.logs', 'container:site-app-1', '▲ Next.js 1.0.0', { source: { testimony: 'x' } })],
      [],
    ],
  ])('%s', (_title, artifacts, expected) => expect(versions(...artifacts)).toEqual(expected));

  it('is unknown when nothing was collected, and partial when a container is blind', () => {
    expect(factStore(bundle([]), parsers)(nodeApps).status).toBe('unknown');
    expect(factStore(bundle([inspect]), parsers)(nodeApps)).toMatchObject({ status: 'known', complete: false });
  });
  it('does not call a cut lock file complete', () => {
    const cut = artifact('app.lockfile', 'project:site', lock('15.3.6'), { filtered: true });
    expect(appsOf(inspect, cut)[0]?.packagesComplete).toBe(false);
  });
});

describe('source', () => {
  const joined = [
    '==> next.config.ts <==',
    'const c: NextConfig = { images: { unoptimized: true, remotePatterns: [{ hostname: "**" }] } } satisfies NextConfig;',
    'export default withPayload(c);',
    '==> src/app/(site)/page.tsx <==',
    "'use cache'",
    '==> src/middleware.ts <==',
    'export function middleware(request) { return request.cookies.get("session") }',
  ].join('\n');

  it('finds features and settings', () => {
    const fact = factStore(bundle([artifact('app.source', 'project:site', joined)]), parsers)(nextSources);
    const source = fact.status === 'known' ? fact.value[0] : undefined;
    expect(source).toMatchObject({ whole: true, middleware: { decidesAccess: true }, serverAction: null });
    expect(source?.appRouter?.excerpt).toBe('src/app/(site)/page.tsx');
    expect(source?.useCache?.line).toBe(1);
    expect(source?.settings?.map((each) => [each.path, each.value])).toEqual([
      ['images.unoptimized', true],
      ['images.remotePatterns.hostname', '**'],
    ]);
  });
  it('never evaluates and survives nonsense', () => {
    expect(literalSettings('({ a: process.exit(1) })')).toEqual([]);
    expect(literalSettings('const = ')).toSatisfy((value: unknown) => value === null || Array.isArray(value));
    expect(readTar(Buffer.from('x'.repeat(2000)))).toEqual([]);
  });
});
