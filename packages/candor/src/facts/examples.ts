import { exampleNow, exampleRef } from '../core/example.js';
import type { Advisory, AdvisoryTable } from './advisories.js';
import type { AppPackage, NodeApp } from './app.js';
import type { Container } from './containers.js';
import type { ExposurePath } from './exposure.js';
import type { Process, ProcessView } from './processes.js';
import type { Connection, Listener } from './sockets.js';

/** A well-kept container, for the examples of checks; `change` says what differs. */
export function exampleContainer(change: Partial<Container> = {}): Container {
  const name = change.name ?? 'site-app-1';
  return {
    name,
    id: 'c0ffee00c0ffee00',
    image: 'site/app:1.4.2',
    imageId: 'sha256:aa',
    createdAt: new Date('2026-11-01T00:00:00Z'),
    startedAt: new Date('2026-11-01T00:00:01Z'),
    running: true,
    pid: 4200,
    exitCode: 0,
    oomKilled: false,
    restartCount: 0,
    restartPolicy: 'unless-stopped',
    health: 'healthy',
    user: '1000:1000',
    env: [],
    command: ['node', 'server.js'],
    mounts: [],
    ports: [{ hostIp: '127.0.0.1', hostPort: 3000, containerPort: 3000, proto: 'tcp' }],
    networkMode: 'site_front',
    networks: [{ name: 'site_front', ipAddress: '172.18.0.3' }],
    privileged: false,
    readonlyRootfs: true,
    init: false,
    capAdd: [],
    capDrop: ['ALL'],
    securityOpt: ['no-new-privileges:true'],
    pidMode: '',
    ipcMode: 'private',
    utsMode: '',
    usernsMode: '',
    devices: [],
    memoryBytes: 1 << 30,
    nanoCpus: 2e9,
    pidsLimit: 256,
    logDriver: 'json-file',
    logOptions: { 'max-size': '10m', 'max-file': '3' },
    tmpfs: {},
    healthcheck: true,
    labels: {},
    project: 'site',
    service: 'app',
    kinds: ['node', 'next', 'payload'],
    ref: exampleRef('docker.inspect', 'host', 2),
    ...change,
  };
}

/** An ordinary process, for examples. */
export function exampleProcess(change: Partial<Process> = {}): Process {
  const args = change.args ?? 'node server.js';
  return {
    pid: 4200,
    ppid: 4100,
    uid: 1000,
    user: 'node',
    startedAt: new Date('2026-11-01T00:00:01Z'),
    cpuPercent: 2,
    cpuSamplePercent: null,
    rssBytes: 150 << 20,
    exe: '/usr/local/bin/node',
    exeDeleted: false,
    exeInMemory: false,
    argv: args.split(' '),
    args,
    kernelThread: false,
    container: 'site-app-1',
    pidNamespace: 'host',
    capEff: 0n,
    noNewPrivs: true,
    seccomp: 2,
    env: {},
    userNamespaced: false,
    exePackageOwned: true,
    ref: exampleRef('host.processes', 'host', 3),
    ...change,
  };
}

/** A complete view over the given processes, for examples. */
export function exampleView(
  items: readonly Process[],
  completeContainers: readonly string[] = ['site-app-1'],
): ProcessView {
  return { items, hostComplete: true, completeContainers: new Set(completeContainers) };
}

/** A listener on loopback, for examples. */
export function exampleListener(change: Partial<Listener> = {}): Listener {
  return {
    proto: 'tcp',
    family: 4,
    address: '127.0.0.1',
    port: 3000,
    processName: 'docker-proxy',
    pid: 900,
    subject: 'host',
    ref: exampleRef('host.sockets', 'host', 2),
    ...change,
  };
}

/** An outbound connection, for examples. */
export function exampleConnection(change: Partial<Connection> = {}): Connection {
  return {
    proto: 'tcp',
    state: 'ESTAB',
    localAddress: '172.18.0.3',
    localPort: 40122,
    peerAddress: '172.18.0.2',
    peerPort: 27017,
    outbound: true,
    processName: 'node',
    pid: 4200,
    subject: 'container:site-app-1',
    ref: exampleRef('container.sockets', 'container:site-app-1', 2),
    ...change,
  };
}

/** An exposure path: the declared web port, for examples. */
export function examplePath(change: Partial<ExposurePath> = {}): ExposurePath {
  return {
    from: 'internet',
    to: 'host:nginx:443/tcp',
    subject: 'host',
    proto: 'tcp',
    port: 443,
    containerPort: null,
    addresses: ['0.0.0.0'],
    kind: 'web',
    path: ['0.0.0.0:443', 'nginx'],
    blockedBy: null,
    declared: true,
    notes: [],
    evidence: [exampleRef('host.sockets', 'host', 4)],
    ...change,
  };
}

/** A Node app on fixed versions, for examples; `packages` as name → version. */
export function exampleApp(
  packages: Readonly<Record<string, string>> = { next: '16.4.5', payload: '3.90.2', sharp: '0.35.5' },
  change: Partial<NodeApp> = {},
): NodeApp {
  const rows: AppPackage[] = Object.entries(packages).map(([name, version], index) => ({
    name,
    version,
    grade: 'installed',
    ref: exampleRef('app.installed', 'project:site', index + 1),
  }));
  return {
    subject: 'project:site',
    project: 'site',
    container: 'site-app-1',
    nodeVersion: '24.4.1',
    nodeVersionRef: exampleRef('host.processes'),
    libc: 'glibc',
    packages: rows,
    packagesComplete: true,
    vendoredDecoder: null,
    processStartedAt: new Date('2026-11-01T00:00:01Z'),
    installedAt: new Date('2026-10-31T00:00:00Z'),
    commandLine: 'next-server',
    nodeOptions: null,
    networkFacing: true,
    ref: exampleRef('app.installed', 'project:site', 1),
    ...change,
  };
}

/** An advisory row, for examples. */
export function exampleAdvisory(change: Partial<Advisory> = {}): Advisory {
  return {
    id: 'CVE-2025-55182',
    aliases: ['GHSA-9qr9-h5gf-34mp'],
    package: 'next',
    ecosystem: 'npm',
    title: 'Remote code execution in the React server decoder',
    severity: 'critical',
    cvss: 10,
    knownExploited: true,
    remoteCodeExecution: true,
    affected: ['>=15.3.0 <15.3.6'],
    fixed: ['15.3.6'],
    precondition: null,
    confidence: 'confirmed',
    published: new Date('2025-12-03T00:00:00Z'),
    source: 'GHSA-9qr9-h5gf-34mp',
    ...change,
  };
}

/** A fresh advisory table, for examples. */
export function exampleTable(
  rows: readonly Advisory[] = [exampleAdvisory()],
  change: Partial<AdvisoryTable> = {},
): AdvisoryTable {
  return { rows, endOfLife: [], retrievedAt: exampleNow, ageDays: 0, stale: false, ...change };
}
