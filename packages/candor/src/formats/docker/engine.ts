import type { Parsed } from '../../core/parsed.js';
import {
  anyMember,
  booleanOrNull,
  filledOrNull,
  type JsonObject,
  listOf,
  member,
  numberOrNull,
  objectOf,
  stringMapOf,
  stringsOf,
} from '../text/json-values.js';
import { readLinedObjects, readOneObject } from '../text/lined-objects.js';

/** Versions of the engine; from the CLI (`Client`/`Server`) or from `GET /version`. */
export interface DockerVersion {
  readonly server: string | null;
  readonly client: string | null;
  readonly apiVersion: string | null;
  readonly kernel: string | null;
  /** Versions of parts such as `containerd` and `runc`. */
  readonly components: ReadonlyMap<string, string>;
}

/** Reads `docker version --format json` or `GET /version`. */
export function readDockerVersion(text: string): Parsed<DockerVersion> {
  return readOneObject(
    text,
    ({ object }) => {
      const server =
        Object.hasOwn(object, 'Client') || Object.hasOwn(object, 'Server') ? objectOf(object.Server) : object;
      const client = filledOrNull(member(objectOf(member(object, 'Client')), 'Version'));
      const version = filledOrNull(member(server, 'Version'));
      if (version === null && client === null) return null;
      return {
        server: version,
        client,
        apiVersion: filledOrNull(member(server, 'ApiVersion')),
        kernel: filledOrNull(member(server, 'KernelVersion')),
        components: new Map(listOf(member(server, 'Components')).flatMap(componentOf)),
      };
    },
    'no version of Docker',
  );
}

function componentOf(value: unknown): [string, string][] {
  const name = filledOrNull(member(objectOf(value), 'Name'));
  const version = filledOrNull(member(objectOf(value), 'Version'));
  return name === null || version === null ? [] : [[name, version]];
}

/** The engine's own view of its host (`docker info`). */
export interface DockerInfo {
  readonly serverVersion: string | null;
  readonly storageDriver: string | null;
  readonly loggingDriver: string | null;
  readonly cgroupVersion: string | null;
  readonly rootDir: string | null;
  /** Such as `name=apparmor`, `name=seccomp,profile=builtin`, `name=userns`, `name=rootless`. */
  readonly securityOptions: readonly string[];
  readonly liveRestore: boolean | null;
  readonly operatingSystem: string | null;
  readonly kernelVersion: string | null;
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly warnings: readonly string[];
}

/** Reads `docker info --format json` or `GET /info`. */
export function readDockerInfo(text: string): Parsed<DockerInfo> {
  return readOneObject(
    text,
    ({ object }) => (Object.hasOwn(object, 'ServerVersion') ? infoOf(object) : null),
    'no docker info',
  );
}

function infoOf(object: JsonObject): DockerInfo {
  const words = (key: string) => filledOrNull(member(object, key));
  return {
    serverVersion: words('ServerVersion'),
    storageDriver: words('Driver'),
    loggingDriver: words('LoggingDriver'),
    cgroupVersion: words('CgroupVersion'),
    rootDir: words('DockerRootDir'),
    securityOptions: stringsOf(member(object, 'SecurityOptions')),
    liveRestore: booleanOrNull(member(object, 'LiveRestoreEnabled')),
    operatingSystem: words('OperatingSystem'),
    kernelVersion: words('KernelVersion'),
    cpus: numberOrNull(member(object, 'NCPU')),
    memoryBytes: numberOrNull(member(object, 'MemTotal')),
    warnings: stringsOf(member(object, 'Warnings')),
  };
}

/** An image of `docker images --format json`, `GET /images/json` or `docker image inspect`. */
export interface DockerImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly line: number;
}

/** Reads images from CLI lines, the API's array, or `docker image inspect`. */
export function readDockerImages(text: string): Parsed<DockerImage[]> {
  return readLinedObjects(
    text,
    ({ object, line }) => {
      const id = filledOrNull(anyMember(object, ['Id', 'ID']));
      const named = [filledOrNull(member(object, 'Repository')), filledOrNull(member(object, 'Tag'))];
      const cliTag = named.every((part) => part !== null && part !== '<none>') ? [named.join(':')] : [];
      const tags = [...stringsOf(member(object, 'RepoTags')), ...cliTag].filter((tag) => tag !== '<none>:<none>');
      return id === null ? null : { id, tags, digests: stringsOf(member(object, 'RepoDigests')), line };
    },
    'image without an id',
  );
}

/** A network of `docker network inspect`, `docker network ls --format json` or `GET /networks`. */
export interface DockerNetwork {
  readonly name: string;
  readonly id: string | null;
  readonly driver: string | null;
  readonly internal: boolean | null;
  readonly ipv6: boolean | null;
  readonly subnets: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly line: number;
}

/** Reads networks from CLI lines or the API's array. */
export function readDockerNetworks(text: string): Parsed<DockerNetwork[]> {
  return readLinedObjects(text, ({ object, line }) => networkOf(object, line), 'network without a name');
}

function networkOf(object: JsonObject, line: number): DockerNetwork | null {
  const name = filledOrNull(member(object, 'Name'));
  if (name === null) return null;
  const subnets = listOf(member(objectOf(member(object, 'IPAM')), 'Config'));
  return {
    name,
    id: filledOrNull(anyMember(object, ['Id', 'ID'])),
    driver: filledOrNull(member(object, 'Driver')),
    internal: booleanOrNull(member(object, 'Internal')),
    ipv6: booleanOrNull(anyMember(object, ['EnableIPv6', 'IPv6'])),
    subnets: subnets.flatMap((entry) => filledOrNull(member(objectOf(entry), 'Subnet')) ?? []),
    options: stringMapOf(member(object, 'Options')),
    line,
  };
}

/** What `/etc/docker/daemon.json` sets that matters to safety; null where a key is not set. */
export interface DaemonConfig {
  readonly hosts: readonly string[];
  readonly tlsVerify: boolean | null;
  readonly usernsRemap: string | null;
  readonly icc: boolean | null;
  readonly iptables: boolean | null;
  readonly liveRestore: boolean | null;
  readonly noNewPrivileges: boolean | null;
  readonly userlandProxy: boolean | null;
  readonly logDriver: string | null;
  readonly logOptions: ReadonlyMap<string, string>;
  readonly insecureRegistries: readonly string[];
  /** Default address of published ports (`ip`). */
  readonly publishAddress: string | null;
  readonly keys: readonly string[];
}

/** Reads `/etc/docker/daemon.json` (dockerd(8)). */
export function readDaemonConfig(text: string): Parsed<DaemonConfig> {
  return readOneObject(text, ({ object }) => daemonConfigOf(object), 'not a daemon.json');
}

function daemonConfigOf(object: JsonObject): DaemonConfig {
  const flag = (key: string) => booleanOrNull(member(object, key));
  const words = (key: string) => filledOrNull(member(object, key));
  return {
    hosts: stringsOf(member(object, 'hosts')),
    tlsVerify: flag('tlsverify'),
    usernsRemap: words('userns-remap'),
    icc: flag('icc'),
    iptables: flag('iptables'),
    liveRestore: flag('live-restore'),
    noNewPrivileges: flag('no-new-privileges'),
    userlandProxy: flag('userland-proxy'),
    logDriver: words('log-driver'),
    logOptions: stringMapOf(member(object, 'log-opts')),
    insecureRegistries: stringsOf(member(object, 'insecure-registries')),
    publishAddress: words('ip'),
    keys: Object.keys(object),
  };
}
