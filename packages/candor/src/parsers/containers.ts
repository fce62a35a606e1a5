import { refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, unknown } from '../core/fact.js';
import {
  type Container,
  type ContainerKind,
  containers,
  type EnvEntry,
  type PublishedPort,
} from '../facts/containers.js';
import { processes } from '../facts/processes.js';
import type { ContainerInspect } from '../formats/docker/container-inspect.js';
import type { ContainerPort, ContainerSummary } from '../formats/docker/container-list.js';
import { readContainerList } from '../formats/docker/container-list.js';
import { readContainerInspect } from '../formats/docker/read-container-inspect.js';
import { defineParser, type ParseContext } from './parser.js';
import { factOf, type Reading, readArtifacts } from './readings.js';

/** Containers from `docker inspect`; `docker ps` tells whether all of them were inspected. */
export const containersParser = defineParser(containers, (context) => {
  const inspected = readArtifacts(context, 'docker.inspect', readContainerInspect);
  const listed = readArtifacts(context, 'docker.ps', readContainerList);
  if (inspected.rows.length === 0) return withoutInspect(context, inspected.gap, listed.rows);
  const items = inspected.rows.flatMap((row) => row.value.map((container) => toContainer(container, row)));
  return factOf(inspected, items, {
    gap: gapOfList(items, listed.rows, listed.gap) ?? unlistedBySigns(context, items),
    refs: listed.rows.map((row) => refTo(row.artifact)),
  });
});

function withoutInspect(
  context: ParseContext,
  gap: Gap | null,
  listed: readonly Reading<ContainerSummary[]>[],
): Fact<readonly Container[]> {
  const absent = provenAbsent(context);
  if (absent) return absent;
  const first = listed[0];
  if (first && first.value.length === 0 && !first.artifact.filtered) {
    const hole = unlistedBySigns(context, []);
    return hole
      ? unknown(hole.reason, hole.detail)
      : known<readonly Container[]>([], [refTo(first.artifact)], first.artifact.capturedAt);
  }
  return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'docker inspect was not collected');
}

/** Processes of containers, or the helpers of running ones, that the engine's list does not account for. */
function unlistedBySigns(context: ParseContext, items: readonly Container[]): Gap | null {
  const view = context.fact(processes);
  if (view.status === 'unknown') return null;
  const names = new Set(items.map(({ name }) => name));
  const stray = view.value.items.find(({ container }) => container !== null && !names.has(container));
  if (stray) {
    const detail = `pid ${stray.pid} runs in container ${stray.container ?? ''}, which the engine does not list`;
    return { reason: 'unparseable', detail };
  }
  const helper = items.some(({ running }) => running)
    ? undefined
    : view.value.items.find((process) =>
        /(^|\/)(?:containerd-shim\S*|docker-proxy|conmon)$/.test(process.argv[0] ?? ''),
      );
  if (helper === undefined) return null;
  const detail = `pid ${helper.pid} (${helper.args.slice(0, 40)}) serves a running container; the engine lists none`;
  return { reason: 'unparseable', detail };
}

/** No socket and, in a complete process list, no engine: proof that there are no containers. */
function provenAbsent(context: ParseContext): Fact<readonly Container[]> | null {
  const engine =
    context.artifacts('docker.version')[0] ??
    context.artifacts('docker.ps')[0] ??
    context.artifacts('docker.inspect')[0];
  if (engine?.status !== 'absent') return null;
  const view = context.fact(processes);
  if (view.status === 'unknown' || !view.value.hostComplete) return null;
  const runs = view.value.items.some((process) =>
    /(^|\/)(dockerd|containerd|podman|containerd-shim\S*)$/.test(process.argv[0] ?? ''),
  );
  return runs ? null : known<readonly Container[]>([], [refTo(engine), ...view.evidence], context.now);
}

function gapOfList(
  items: readonly Container[],
  listed: readonly Reading<ContainerSummary[]>[],
  gap: Gap | null,
): Gap | null {
  if (listed.length === 0) return gap;
  const known = new Set(items.map((container) => container.name));
  const left = listed.flatMap((row) => row.value).filter((summary) => !known.has(summary.name));
  if (left.length === 0) return null;
  return {
    reason: 'not-collected',
    detail: `docker ps names ${left
      .map((summary) => summary.name)
      .slice(0, 5)
      .join(', ')}, docker inspect does not`,
  };
}

function toContainer(inspect: ContainerInspect, row: Reading<unknown>): Container {
  const confinement = inspect.confinement;
  const command = [...inspect.entrypoint, ...inspect.cmd];
  const ports = (inspect.ports.length > 0 ? inspect.ports : inspect.portBindings).flatMap(toPort);
  return {
    name: inspect.name,
    id: inspect.id,
    image: inspect.image ?? '',
    imageId: inspect.imageId ?? '',
    createdAt: inspect.createdAt,
    startedAt: inspect.state.startedAt,
    running: inspect.state.running,
    pid: inspect.state.pid ?? 0,
    exitCode: inspect.state.exitCode,
    oomKilled: inspect.state.oomKilled ?? false,
    restartCount: inspect.restartCount ?? 0,
    restartPolicy: confinement.restartPolicy ?? 'no',
    health: inspect.state.health,
    user: inspect.user,
    env: inspect.env.map(toEnv),
    command,
    ports,
    mounts: inspect.mounts.map((mount) => ({
      type: mount.type,
      source: mount.source ?? '',
      destination: mount.destination,
      readWrite: mount.writable,
      propagation: mount.propagation ?? '',
    })),
    networkMode: confinement.networkMode ?? '',
    networks: inspect.networks.map((network) => ({
      name: network.name,
      ipAddress: network.ipAddress ?? '',
      ipv6Address: network.ipv6Address ?? '',
    })),
    privileged: confinement.privileged,
    readonlyRootfs: confinement.readOnlyRootFs,
    init: confinement.init,
    capAdd: confinement.capAdd,
    capDrop: confinement.capDrop,
    securityOpt: confinement.securityOpt,
    pidMode: confinement.pidMode ?? '',
    ipcMode: confinement.ipcMode ?? '',
    utsMode: confinement.utsMode ?? '',
    usernsMode: confinement.usernsMode ?? '',
    devices: confinement.devices,
    memoryBytes: confinement.memoryBytes ?? 0,
    nanoCpus: Math.round((confinement.cpus ?? 0) * 1e9),
    pidsLimit: confinement.pidsLimit,
    logDriver: confinement.logDriver ?? '',
    logOptions: Object.fromEntries(confinement.logOptions),
    tmpfs: Object.fromEntries(confinement.tmpfs),
    healthcheck: inspect.healthcheck !== null && inspect.healthcheck[0] !== 'NONE',
    labels: Object.fromEntries(inspect.labels),
    project: inspect.project,
    service: inspect.service,
    kinds: kindsOf(inspect, command, ports),
    ref: refTo(row.artifact, inspect.line, inspect.name),
  };
}

function toPort(port: ContainerPort): PublishedPort[] {
  if (port.hostPort === null) return [];
  return [
    {
      hostIp: port.hostIp ?? '',
      hostPort: port.hostPort,
      containerPort: port.containerPort,
      proto: port.proto === 'udp' ? 'udp' : 'tcp',
    },
  ];
}

/** Reads the redacted form `hmac-sha256:<digest>:<length>[:<class>]` (evidence.md); `sha256:` in hand-made bundles. */
function toEnv(entry: { readonly name: string; readonly value: string }): EnvEntry {
  const redacted = /^(?:hmac-)?sha256:[0-9a-f]{1,64}:(\d{1,9})(?::(weak|example|strong))?$/.exec(entry.value);
  if (!redacted) return { ...entry, strength: null, length: null };
  const strength = redacted[2] as 'weak' | 'example' | 'strong' | undefined; // the pattern allows only these
  return { ...entry, strength: strength ?? null, length: Number(redacted[1]) };
}

function kindsOf(
  inspect: ContainerInspect,
  command: readonly string[],
  ports: readonly PublishedPort[],
): ContainerKind[] {
  const image = (inspect.image ?? '').toLowerCase();
  const line = [inspect.path ?? '', ...inspect.args, ...command].join(' ').toLowerCase();
  const names = new Set(inspect.env.map((entry) => entry.name));
  const kinds = new Set<ContainerKind>();
  if (
    /(^|\/)mongo(db)?([:@-]|$)|mongodb-/.test(image) ||
    /\bmongod\b/.test(line) ||
    ports.some((port) => port.containerPort === 27017)
  )
    kinds.add('mongodb');
  if (/(^|\/)(postgres|postgis|timescale)/.test(image) || ports.some((port) => port.containerPort === 5432))
    kinds.add('postgres');
  if (/(^|\/)(nginx|caddy|traefik|haproxy|httpd|envoy)([:@/-]|$)/.test(image)) kinds.add('proxy');
  if (
    /(^|\/)node([:@]|$)/.test(image) ||
    names.has('NODE_VERSION') ||
    /\b(node|npm|pnpm|yarn|next|payload)\b/.test(line)
  )
    kinds.add('node');
  if (/\bnext\b/.test(line)) kinds.add('next');
  if (names.has('PAYLOAD_SECRET') || /payload/.test(line)) kinds.add('payload');
  return kinds.size > 0 ? [...kinds] : ['other'];
}
