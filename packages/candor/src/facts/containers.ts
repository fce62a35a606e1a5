import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** A mount of a container, as Docker resolved it. */
export interface ContainerMount {
  readonly type: string;
  readonly source: string;
  readonly destination: string;
  readonly readWrite: boolean;
  readonly propagation: string;
}

/** A port of the container that the engine publishes on the host. */
export interface PublishedPort {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly proto: 'tcp' | 'udp';
}

/** An environment variable: values are redacted (`hmac-sha256:…:<length>`), names are clear. */
export interface EnvEntry {
  readonly name: string;
  /** Clear only for the names that evidence.md allows; otherwise the redacted form. */
  readonly value: string;
  /** Entropy class where the collector added one. */
  readonly strength: 'weak' | 'example' | 'strong' | null;
  /** Length of the secret in characters where it is known. */
  readonly length: number | null;
}

/** One container (`docker inspect`). */
export interface Container {
  readonly name: string;
  readonly id: string;
  readonly image: string;
  readonly imageId: string;
  readonly createdAt: Date | null;
  readonly startedAt: Date | null;
  readonly running: boolean;
  /** Pid of the first process in the host's pid namespace; 0 when not running. */
  readonly pid: number;
  readonly exitCode: number | null;
  readonly oomKilled: boolean;
  readonly restartCount: number;
  readonly restartPolicy: string;
  readonly health: string | null;
  readonly user: string;
  readonly env: readonly EnvEntry[];
  readonly command: readonly string[];
  readonly mounts: readonly ContainerMount[];
  readonly ports: readonly PublishedPort[];
  readonly networkMode: string;
  /** Addresses are empty where the container has none. */
  readonly networks: readonly {
    readonly name: string;
    readonly ipAddress: string;
    readonly ipv6Address?: string;
  }[];
  readonly privileged: boolean;
  readonly readonlyRootfs: boolean;
  /** The engine mounts its own init into it (`docker run --init`). */
  readonly init: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly pidMode: string;
  readonly ipcMode: string;
  readonly utsMode: string;
  readonly usernsMode: string;
  readonly devices: readonly string[];
  readonly memoryBytes: number;
  readonly nanoCpus: number;
  readonly pidsLimit: number | null;
  readonly logDriver: string;
  readonly logOptions: Readonly<Record<string, string>>;
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly healthcheck: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly project: string | null;
  readonly service: string | null;
  /** What it most likely is, from image, command and ports; several may hold. */
  readonly kinds: readonly ContainerKind[];
  readonly ref: EvidenceRef;
}

/** What a container is, as far as checks care. */
export type ContainerKind = 'node' | 'next' | 'payload' | 'mongodb' | 'postgres' | 'proxy' | 'other';

/** Containers of the engine, running or not. Empty and complete = proven that there is no engine. */
export const containers = defineFact<readonly Container[]>({
  id: 'containers',
  title: 'Containers and how they are set up',
  sources: ['docker.inspect', 'docker.ps', 'docker.version', 'host.processes'],
});

/** Engine facts (`docker version`, `docker info`); null value = proven that no engine is here. */
export interface Engine {
  readonly engineVersion: string;
  readonly apiVersion: string | null;
  readonly containerdVersion: string | null;
  readonly runcVersion: string | null;
  readonly rootless: boolean;
  readonly usernsRemap: boolean;
  readonly storageDriver: string | null;
  readonly securityOptions: readonly string[];
  readonly runningContainers: number | null;
  readonly liveRestore: boolean | null;
  readonly warnings: readonly string[];
  /** daemon.json as read; null when the file is proven not to exist. */
  readonly daemonJson: Readonly<Record<string, unknown>> | null;
  readonly ref: EvidenceRef;
}

/** The Docker engine. */
export const engine = defineFact<Engine | null>({
  id: 'engine',
  title: 'The container engine and its versions',
  sources: ['docker.version', 'docker.info', 'docker.daemon-json', 'host.processes'],
});

/** One change in a container's writable layer (`docker diff`), with what is known of the file now. */
export interface LayerChange {
  readonly container: string;
  readonly kind: 'added' | 'changed' | 'deleted';
  readonly path: string;
  readonly file: FileFact | null;
  readonly ref: EvidenceRef;
}

/** A file that was stat-ed and hashed. */
export interface FileFact {
  readonly path: string;
  readonly sizeBytes: number | null;
  /** Permission bits as a number (0o755), null when not known. */
  readonly mode: number | null;
  readonly uid: number | null;
  readonly mtime: Date | null;
  readonly sha256: string | null;
  readonly md5: string | null;
  /** `elf`, `script`, `text`, `data`, `directory`, …; null when not looked at. */
  readonly magic: string | null;
  /** Owned, with equal checksum, by a package of its container (apk, dpkg) or of a locked npm package; null = not looked up. */
  readonly packageOwned: boolean | null;
  readonly packageName: string | null;
  readonly ref: EvidenceRef;
}

/** Writable layers of the running containers. Complete when each running container's changes were read. */
export const layerChanges = defineFact<readonly LayerChange[]>({
  id: 'layer-changes',
  title: "Changes in the containers' writable layers",
  sources: ['docker.diff', 'docker.files', 'docker.inspect'],
});
