import type { ContainerPort } from './container-list.js';

/** A mount of a container as the engine reports it. */
export interface ContainerMount {
  readonly type: string;
  /** Path on the host, or null for `tmpfs` and unnamed sources. */
  readonly source: string | null;
  readonly destination: string;
  /** Name of the volume when `type` is `volume`. */
  readonly name: string | null;
  readonly writable: boolean;
  readonly propagation: string | null;
  readonly line: number | null;
}

/** One `NAME=value` of the container's environment; values may be redacted (`hmac-sha256:…`). */
export interface ContainerVariable {
  readonly name: string;
  readonly value: string;
}

/** State of a container; times are null when the engine says "never". */
export interface ContainerState {
  readonly status: string | null;
  readonly running: boolean;
  readonly pid: number | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly exitCode: number | null;
  readonly oomKilled: boolean | null;
  readonly restarting: boolean | null;
  readonly error: string | null;
  readonly health: string | null;
}

/** Confinement and limits from `HostConfig`. Zero or null limits mean "no limit". */
export interface ContainerConfinement {
  readonly networkMode: string | null;
  readonly pidMode: string | null;
  readonly ipcMode: string | null;
  readonly utsMode: string | null;
  readonly usernsMode: string | null;
  readonly cgroupnsMode: string | null;
  readonly privileged: boolean;
  readonly readOnlyRootFs: boolean;
  /** `docker run --init`: the engine mounts its own init at `/sbin/docker-init`. */
  readonly init: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly devices: readonly string[];
  readonly binds: readonly string[];
  readonly tmpfs: ReadonlyMap<string, string>;
  readonly extraHosts: readonly string[];
  readonly sysctls: ReadonlyMap<string, string>;
  readonly memoryBytes: number | null;
  readonly memorySwapBytes: number | null;
  readonly cpus: number | null;
  readonly pidsLimit: number | null;
  readonly restartPolicy: string | null;
  readonly maximumRetryCount: number | null;
  readonly autoRemove: boolean;
  readonly publishAllPorts: boolean;
  readonly logDriver: string | null;
  readonly logOptions: ReadonlyMap<string, string>;
  readonly runtime: string | null;
}

/** A network that a container is attached to. */
export interface ContainerNetwork {
  readonly name: string;
  readonly ipAddress: string | null;
  readonly ipv6Address: string | null;
  readonly gateway: string | null;
  readonly macAddress: string | null;
  readonly aliases: readonly string[];
}

/** One container of `docker inspect` (same shape as `GET /containers/{id}/json`, Docker API 1.41 and later). */
export interface ContainerInspect {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date | null;
  /** Image as it was named at creation, such as `node:18-alpine`. */
  readonly image: string | null;
  /** Digest of the image that runs, `sha256:…`. */
  readonly imageId: string | null;
  readonly path: string | null;
  readonly args: readonly string[];
  readonly state: ContainerState;
  readonly restartCount: number | null;
  readonly storageDriver: string | null;
  readonly appArmorProfile: string | null;
  /** Empty text means root. */
  readonly user: string;
  readonly workingDir: string | null;
  readonly hostname: string | null;
  readonly tty: boolean;
  readonly env: readonly ContainerVariable[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly healthcheck: readonly string[] | null;
  readonly labels: ReadonlyMap<string, string>;
  readonly project: string | null;
  readonly service: string | null;
  readonly confinement: ContainerConfinement;
  readonly mounts: readonly ContainerMount[];
  /** Ports that are published now (`NetworkSettings.Ports`); a stopped container has none. */
  readonly ports: readonly ContainerPort[];
  /** Ports that are published whenever it runs (`HostConfig.PortBindings`). */
  readonly portBindings: readonly ContainerPort[];
  readonly networks: readonly ContainerNetwork[];
  /** Folder of the writable layer on the host (`GraphDriver.Data.UpperDir`), else null. */
  readonly upperDir: string | null;
  readonly line: number;
}
