import type { VariableUse } from './interpolate.js';
import type { Place } from './tree.js';

/** A value with its place. `unresolved` names the variables that are still in it as `${NAME}`. */
export interface Cited<T> extends Place {
  readonly value: T;
  readonly unresolved: readonly string[];
}

/** Inclusive range of port numbers, 0 to 65535; a single port has `from === to`. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Which of the host's addresses a published port answers on; `unknown` when a variable decides it. */
export type HostScope = 'loopback' | 'address' | 'all' | 'unknown';

/** One entry of `ports:`. */
export interface ComposePort extends Place {
  /** As written, for messages. */
  readonly text: string;
  /** Address on the host without brackets; '' = none given, which Docker reads as 0.0.0.0 and [::]. */
  readonly hostIp: string;
  readonly hostScope: HostScope;
  /** Host ports; null = Docker picks a free one (or `unresolved` says that a variable decides). */
  readonly published: PortRange | null;
  /** Container ports; null when a variable decides. */
  readonly target: PortRange | null;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly unresolved: readonly string[];
}

/** How a volume entry gets its content. */
export type MountType = 'bind' | 'volume' | 'tmpfs' | 'npipe' | 'cluster' | 'image';

/** One entry of a service's `volumes:`. */
export interface ComposeMount extends Place {
  readonly text: string;
  readonly type: MountType;
  /** Host path as written (relative to the project or to `file` when extended), volume name, or null when anonymous. */
  readonly source: string | null;
  /** Path in the container. */
  readonly target: string;
  readonly readOnly: boolean;
  /** Other options of the short form, and `bind.propagation`, `bind.selinux` of the long form. */
  readonly options: readonly string[];
  readonly unresolved: readonly string[];
}

/** One environment variable; the value may be a secret: never print it. Null = passed on from Compose's own shell. */
export interface ComposeVariable extends Place {
  readonly name: string;
  readonly value: string | null;
  readonly unresolved: readonly string[];
}

/** `command:` or `entrypoint:`. A string is split into words without a shell; an empty list clears the image's. */
export interface ComposeCommand extends Place {
  readonly form: 'string' | 'list';
  readonly words: readonly string[];
}

/** `env_file:` entry; the file itself is not read here. */
export interface ComposeEnvFile extends Place {
  readonly path: string;
  readonly required: boolean;
}

/** A secret or config given to a service; `target` as written, null = the default `/run/secrets/NAME`. */
export interface ComposeGrant extends Place {
  readonly source: string;
  readonly target: string | null;
}

/** `depends_on:` entry. */
export interface ComposeDependency extends Place {
  readonly service: string;
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully';
}

/** A network that a service joins. */
export interface ComposeAttachment extends Place {
  readonly network: string;
  readonly aliases: readonly string[];
}

/** `build:`; arguments may hold secrets: never print their values. */
export interface ComposeBuild extends Place {
  readonly context: string | null;
  readonly dockerfile: string | null;
  readonly dockerfileInline: string | null;
  readonly target: string | null;
  readonly args: readonly ComposeVariable[];
}

/** `healthcheck:`; `disabled` by `disable: true` or `test: ["NONE"]`. */
export interface ComposeHealthcheck extends Place {
  readonly test: readonly string[];
  readonly disabled: boolean;
}

/** `logging:`. */
export interface ComposeLogging extends Place {
  /** Null = the daemon's default driver. */
  readonly driver: string | null;
  readonly options: readonly ComposeVariable[];
}

/** Effective limits from `deploy.resources.limits` or `mem_limit`, `cpus`, `pids_limit`; null = none written. */
export interface ComposeLimits {
  readonly memoryBytes: Cited<number> | null;
  readonly cpus: Cited<number> | null;
  /** -1 and 0 mean unlimited. */
  readonly pids: Cited<number> | null;
}

/** One service after merge, `extends` and interpolation. A field that nothing sets is null or an empty list. */
export interface ComposeService extends Place {
  readonly name: string;
  /** Empty = started always. */
  readonly profiles: readonly Cited<string>[];
  readonly image: Cited<string> | null;
  readonly build: ComposeBuild | null;
  readonly containerName: Cited<string> | null;
  readonly command: ComposeCommand | null;
  readonly entrypoint: ComposeCommand | null;
  readonly workingDir: Cited<string> | null;
  readonly user: Cited<string> | null;
  readonly groupAdd: readonly Cited<string>[];
  readonly readOnly: Cited<boolean> | null;
  readonly privileged: Cited<boolean> | null;
  readonly init: Cited<boolean> | null;
  readonly capAdd: readonly Cited<string>[];
  readonly capDrop: readonly Cited<string>[];
  readonly securityOpt: readonly Cited<string>[];
  readonly pid: Cited<string> | null;
  readonly ipc: Cited<string> | null;
  readonly uts: Cited<string> | null;
  readonly cgroup: Cited<string> | null;
  readonly usernsMode: Cited<string> | null;
  readonly networkMode: Cited<string> | null;
  readonly networks: readonly ComposeAttachment[];
  readonly ports: readonly ComposePort[];
  readonly expose: readonly Cited<string>[];
  readonly volumes: readonly ComposeMount[];
  readonly volumesFrom: readonly Cited<string>[];
  readonly tmpfs: readonly Cited<string>[];
  /** `HOST:CONTAINER:PERMISSIONS` as written. */
  readonly devices: readonly Cited<string>[];
  readonly deviceCgroupRules: readonly Cited<string>[];
  readonly environment: readonly ComposeVariable[];
  readonly envFiles: readonly ComposeEnvFile[];
  readonly secrets: readonly ComposeGrant[];
  readonly configs: readonly ComposeGrant[];
  readonly labels: readonly ComposeVariable[];
  readonly sysctls: readonly ComposeVariable[];
  readonly extraHosts: readonly Cited<string>[];
  readonly dependsOn: readonly ComposeDependency[];
  readonly healthcheck: ComposeHealthcheck | null;
  readonly restart: Cited<string> | null;
  readonly logging: ComposeLogging | null;
  readonly limits: ComposeLimits;
}

/** A top-level network. */
export interface ComposeNetwork extends Place {
  readonly key: string;
  /** Name on the host when it is written out, else null (Compose prefixes the project's name). */
  readonly name: string | null;
  readonly internal: boolean;
  readonly external: boolean;
  readonly driver: string | null;
}

/** A top-level volume. The local driver with `type: none, o: bind` is a bind mount of `driverOptions.device`. */
export interface ComposeVolume extends Place {
  readonly key: string;
  readonly name: string | null;
  readonly external: boolean;
  readonly driver: string | null;
  readonly driverOptions: readonly ComposeVariable[];
}

/** A top-level secret or config: from a file, an environment variable, inline content (never print) or outside. */
export interface ComposeSecret extends Place {
  readonly key: string;
  readonly sourceFile: string | null;
  readonly environment: string | null;
  readonly inline: boolean;
  readonly external: boolean;
}

/** One use of a variable in the files, with its place. */
export interface ComposeInterpolation extends VariableUse, Place {}

/** An `include:` or `extends:` that names a file which was not supplied: the project is incomplete. */
export interface ComposeMissingFile extends Place {
  readonly path: string;
  readonly wantedBy: 'include' | 'extends';
}

/** All given files as one project; every service is here, whatever its profiles. */
export interface ComposeProject {
  readonly name: Cited<string> | null;
  readonly services: readonly ComposeService[];
  readonly networks: readonly ComposeNetwork[];
  readonly volumes: readonly ComposeVolume[];
  readonly secrets: readonly ComposeSecret[];
  readonly configs: readonly ComposeSecret[];
  readonly interpolations: readonly ComposeInterpolation[];
  readonly missingFiles: readonly ComposeMissingFile[];
}
