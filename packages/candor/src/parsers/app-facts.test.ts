import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact, Bundle } from '../core/evidence.js';
import { nodeApps, treeIntegrity } from '../facts/app.js';
import { databaseVersions } from '../facts/database-versions.js';
import { dependencyScans } from '../facts/dependency-scans.js';
import { imageRecipes } from '../facts/image-recipes.js';
import { containerSystems, imageRecords } from '../facts/image-records.js';
import { projectLockfiles } from '../facts/lockfiles.js';
import { nextSources } from '../facts/next-source.js';
import { factStore } from './fact-store.js';
import { parsers } from './index.js';

const at = new Date('2026-11-20T12:00:00Z');

function artifact(id: string, subject: string, text: string, change: Partial<Artifact> = {}): Artifact {
  const base = { id, subject, order: 0, path: `artifacts/${id}`, source: null, filtered: false, capturedAt: at };
  const rest = {
    status: 'ok' as const,
    detail: null,
    ...contentOf(text),
  };
  return { ...base, ...rest, ...change };
}

function bundle(...artifacts: Artifact[]): Bundle {
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

function facts(...artifacts: Artifact[]) {
  return factStore(bundle(...artifacts), parsers);
}

function inspect(
  name: string,
  image: string,
  args: readonly string[] = ['server.js'],
  mounts: readonly object[] = [],
): Artifact {
  const labels = { 'com.docker.compose.project': 'site' };
  const config = { Image: image, Labels: labels, Env: ['NODE_ENV=production'], Cmd: ['node', ...args] };
  const one = {
    Id: 'a'.repeat(64),
    Name: `/${name}`,
    Path: 'node',
    Args: args,
    State: { Running: true, Pid: 1 },
    Config: config,
  };
  return artifact(
    'docker.inspect',
    'host',
    JSON.stringify([{ ...one, HostConfig: {}, NetworkSettings: {}, Mounts: mounts }]),
  );
}

const lock = (packages: Record<string, string>) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: Object.fromEntries(
      Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }]),
    ),
  });
const installed = (...rows: [string, string][]) =>
  rows.map(([name, version]) => JSON.stringify({ name, version, path: `/app/node_modules/${name}` })).join('\n');

describe('tree integrity', () => {
  const app = inspect('site-app-1', 'node:24-alpine');
  const trees = (...artifacts: Artifact[]) => {
    const fact = facts(app, ...artifacts)(treeIntegrity);
    return fact.status === 'known'
      ? fact.value.map((each) => [each.method, each.area, each.deviations.map((d) => d.what)])
      : fact.reason;
  };
  const locked = artifact('app.lockfile', 'project:site', lock({ next: '16.4.5' }));

  it('says nothing when nothing was compared', () => expect(trees(locked)).toEqual([]));
  it('finds what is as locked', () => {
    expect(trees(locked, artifact('app.installed', 'container:site-app-1', installed(['next', '16.4.5'])))).toEqual([
      ['lockfile', 'node_modules', []],
    ]);
  });
  it('finds what is not', () => {
    const list = artifact(
      'app.installed',
      'container:site-app-1',
      installed(['next', '16.4.6'], ['left-pad', '9.9.9']),
    );
    expect(trees(locked, list)).toEqual([
      [
        'lockfile',
        'node_modules',
        [
          'next@16.4.6 is installed in another version than locked',
          'left-pad@9.9.9 is installed and not in the lock file',
        ],
      ],
    ]);
  });
  it("takes npm's hidden lock file as what is installed", () => {
    const hidden = artifact('app.lockfile', 'project:site', lock({ next: '16.4.1' }), {
      source: { file: '/srv/site/node_modules/.package-lock.json' },
    });
    expect(trees(locked, hidden)).toEqual([
      ['lockfile', 'node_modules', ['next@16.4.1 is installed in another version than locked']],
    ]);
  });
  it('never compares a list that was cut', () => {
    const cut = artifact('app.installed', 'container:site-app-1', installed(['next', '16.4.6']), { filtered: true });
    expect(trees(locked, cut)).toEqual([]);
  });
  it('compares a build with its manifest', () => {
    const build = artifact(
      'app.build',
      'container:site-app-1',
      '{"path":".next/server/a.js","sha256":"1","expectedSha256":"1"}\n{"path":".next/server/b.js","sha256":"2","expectedSha256":"3"}',
    );
    expect(trees(locked, build)).toEqual([['build', 'next-build', ['.next/server/b.js differs from the build']]]);
  });
  it('reads the layer, but not where the app is mounted from the host', () => {
    const diff = artifact(
      'docker.diff',
      'container:site-app-1',
      'C /app\nA /app/node_modules/x/i.js\nA /app/.next/cache/y\n',
    );
    expect(trees(locked, diff)).toEqual([
      ['layer', 'node_modules', ['/app/node_modules/x/i.js was added after the image was built']],
      ['layer', 'next-build', []],
    ]);
    const mounted = inspect(
      'site-app-1',
      'node:24-alpine',
      ['server.js'],
      [{ Type: 'bind', Source: '/srv/site', Destination: '/app', RW: true }],
    );
    expect(facts(mounted, locked, diff)(treeIntegrity)).toMatchObject({ value: [] });
  });
});

describe('what the process says of itself', () => {
  it('takes the version in the process title as loaded', () => {
    const top =
      'PID PPID USER STARTED %CPU RSS COMMAND\n1 0 node Mon Nov 2 00:00:01 2026 1.0 1000 next-server (v15.3.2)\n';
    const fact = facts(
      inspect('site-app-1', 'node:24-alpine'),
      artifact('app.lockfile', 'project:site', lock({ next: '15.3.6' })),
      artifact('docker.top', 'container:site-app-1', top),
    )(nodeApps);
    const app = fact.status === 'known' ? fact.value[0] : undefined;
    expect(app?.packages.map((row) => `${row.version} ${row.grade}`)).toEqual(['15.3.2 loaded']);
  });
});

describe('which containers are Node apps', () => {
  const names = (...artifacts: Artifact[]) => {
    const fact = facts(...artifacts)(nodeApps);
    return fact.status === 'known' ? fact.value.map((app) => app.subject) : [];
  };
  const top = (command: string) =>
    artifact(
      'docker.top',
      'container:c-1',
      `PID PPID USER STARTED %CPU RSS COMMAND\n1 0 node Fri Nov 20 00:00:01 2026 1.0 1000 ${command}\n`,
    );

  it.each<[string, Artifact[], string[]]>([
    ['by its image', [inspect('c-1', 'node:24')], ['container:c-1']],
    ['not a database with a name in its command', [inspect('c-1', 'mongo:8', ['mongod', '--dbpath', '/payload'])], []],
    ['not one whose processes were all seen and are none of node', [inspect('c-1', 'node:24'), top('sleep inf')], []],
    [
      'by a process, whatever the image',
      [inspect('c-1', 'mongo:8', ['mongod']), top('node /srv/a.js')],
      ['container:c-1'],
    ],
  ])('%s', (_title, artifacts, expected) => expect(names(...artifacts)).toEqual(expected));
});

describe('a project folder beside a container', () => {
  const container = inspect('site-app-1', 'registry.example/site:1');
  const folder = artifact('app.installed', 'project:site', installed(['next', '15.3.2']));
  const inside = artifact('app.installed', 'container:site-app-1', installed(['next', '16.4.5']));
  const loader = artifact(
    'app.build',
    'container:site-app-1',
    '{"path":"/lib/ld-musl-x86_64.so.1"}\n{"path":".next/BUILD_ID","mtime":"2026-11-01T00:00:00Z"}',
  );

  it('judges what lies in the container alone', () => {
    const fact = facts(container, folder, inside, loader)(nodeApps);
    const app = fact.status === 'known' ? fact.value[0] : undefined;
    expect(app?.packages.map((row) => row.version)).toEqual(['16.4.5']);
    expect([app?.libc, app?.installedAt?.toISOString()]).toEqual(['musl', '2026-11-01T00:00:00.000Z']);
  });
  it('reads the version of node that the collector found in the container', () => {
    const build = artifact('app.build', 'container:site-app-1', '{"path":"/usr/local/bin/node","version":"v24.4.1"}');
    const fact = facts(container, inside, build)(nodeApps);
    expect(fact.status === 'known' && fact.value[0]?.nodeVersion).toBe('24.4.1');
  });
  it('takes the folder where the container was not read', () => {
    const fact = facts(container, folder)(nodeApps);
    expect(fact.status === 'known' && fact.value[0]?.packages.map((row) => row.version)).toEqual(['15.3.2']);
  });
});

describe('databases', () => {
  it.each<[string, Artifact[], object]>([
    [
      'a tag',
      [inspect('site-mongo-1', 'mongo:8.0.17', ['mongod'])],
      { version: '8.0.17', grade: 'tag', zlibOff: null },
    ],
    [
      'the answer of the server',
      [
        inspect('site-mongo-1', 'mongo:8', ['mongod', '--networkMessageCompressors', 'snappy,zstd']),
        artifact('mongo.probe', 'host', '{"version":"8.0.16"}'),
      ],
      { version: '8.0.16', grade: 'running', zlibOff: true },
    ],
  ])('%s', (_title, artifacts, expected) => {
    expect(facts(...artifacts)(databaseVersions)).toMatchObject({ value: [expected] });
  });
});

describe('images, recipes, scans, lock files', () => {
  it('reads images of both forms and never carries a secret', () => {
    const text = JSON.stringify([
      { Id: 'sha256:aa', RepoTags: ['a:1'], Created: 1_760_000_000 },
      {
        Id: 'sha256:bb',
        RepoTags: ['b:1'],
        Created: '2026-01-02T03:04:05Z',
        Config: { User: 'node', Env: ['DB_PASSWORD=geheim'] },
      },
    ]);
    const fact = facts(artifact('docker.images', 'host', text))(imageRecords);
    expect(fact).toMatchObject({ value: [{ user: null }, { user: 'node', secretNames: ['DB_PASSWORD'] }] });
    expect(JSON.stringify(fact)).not.toContain('geheim');
  });
  it.each([
    ['node:22-bookworm-slim', 'debian', '12'],
    ['alpine:3.22', 'alpine', '3.22'],
    ['ubuntu:24.04', 'ubuntu', '24.04'],
  ])('%s is %s %s', (image, osId, version) => {
    expect(facts(inspect('c', image))(containerSystems)).toMatchObject({ value: [{ osId, version }] });
  });
  it('joins lines of a Dockerfile and cuts tokens out of .npmrc', () => {
    const text =
      '==> Dockerfile <==\nFROM node:24\n# RUN evil\nRUN a \\\n  && b\n==> .npmrc <==\n//r/:_authToken=npm_geheim\n==> .dockerignore <==\n.env\n';
    const fact = facts(artifact('app.source', 'project:site', text))(imageRecipes);
    expect(fact).toMatchObject({
      value: [{ whole: true, dockerignore: ['.env'], npmrc: [{ key: '//r/:_authToken', value: 'literal' }] }],
    });
    const recipe = fact.status === 'known' ? fact.value[0] : undefined;
    expect(recipe?.dockerfiles[0]?.steps.map((step) => [step.instruction, step.ref.line])).toEqual([
      ['FROM', 1],
      ['RUN', 3],
    ]);
    expect(JSON.stringify(fact)).not.toContain('geheim');
  });
  it('does not call a capture of code alone whole', () => {
    const fact = facts(artifact('app.source', 'project:site', '==> a.ts <==\n1\n==> b.ts <==\n2\n'))(imageRecipes);
    expect(fact).toMatchObject({ value: [{ whole: false, dockerfiles: [], dockerignore: null }] });
  });
  it('reads Trivy and Grype', () => {
    const trivy =
      '{"Results":[{"Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"next","InstalledVersion":"1","Severity":"HIGH"}]}]}';
    const grype =
      '{"matches":[{"vulnerability":{"id":"CVE-2","severity":"Low","fix":{"versions":["2"]}},"artifact":{"name":"x","version":"1"}}]}';
    expect(
      facts(artifact('scan.trivy', 'host', trivy), artifact('scan.grype', 'host', grype))(dependencyScans),
    ).toMatchObject({
      complete: true,
      value: [
        { tool: 'trivy', findings: [{ id: 'CVE-1', severity: 'high', fixed: null }] },
        { tool: 'grype', findings: [{ id: 'CVE-2', severity: 'low', fixed: '2' }] },
      ],
    });
  });
  it('finds a manifest that the lock file does not follow', () => {
    const fact = facts(
      artifact('app.lockfile', 'project:site', lock({ next: '15.3.2' })),
      artifact('app.package-json', 'project:site', '{"dependencies":{"next":"^16.0.0"}}'),
    )(projectLockfiles);
    expect(fact).toMatchObject({ value: [{ outOfStep: [{ what: 'next ^16.0.0 is asked for, 15.3.2 is locked' }] }] });
  });
});

describe('hostile input', () => {
  const ids = [
    'app.lockfile',
    'app.installed',
    'app.build',
    'app.source',
    'docker.images',
    'docker.logs',
    'mongo.probe',
    'scan.trivy',
    'app.package-json',
  ];
  const specs = [
    nodeApps,
    treeIntegrity,
    databaseVersions,
    dependencyScans,
    imageRecipes,
    imageRecords,
    projectLockfiles,
    nextSources,
  ];

  it('never makes a parser throw', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        fc.oneof(fc.string(), fc.json(), fc.constant('==> next.config.js <==\n({a:')),
        (id, text) => {
          const source = facts(inspect('site-app-1', 'node:24'), artifact(id, 'container:site-app-1', text));
          for (const spec of specs) {
            const fact = source<unknown>(spec);
            if (fact.status === 'unknown') expect(fact.detail).not.toContain('the parser failed');
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
