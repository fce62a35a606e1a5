// The part of the Compose file format that the lab's stack uses, turned into requests to the engine's API, with the
// labels that Compose v2 sets. The lab has no Compose v2 (it is not in Debian 12).
import { createHash } from 'node:crypto';
import { parse } from 'yaml';

/** @typedef {Record<string, any>} Service */
/** @typedef {{ name: string, services: Record<string, Service>, networks: Record<string, any>, volumes: Record<string, any>, secrets?: Record<string, { file: string }> }} Project */

/** @param {string} text @param {Record<string, string>} env */
function interpolate(text, env) {
  return text.replace(/\$\{([A-Z0-9_]+)(?::([-?])([^}]*))?\}/g, (_, name, kind, word) => {
    if (env[name]) return env[name];
    if (kind === '?') throw new Error(`${name} is not set: ${word}`);
    return word ?? '';
  });
}

/** @param {string} text an env file @returns {Record<string, string>} */
export function parseEnv(text) {
  const pairs = text.split('\n').map((line) => /^([A-Z0-9_]+)=(.*)$/.exec(line));
  return Object.fromEntries(pairs.filter((pair) => pair !== null).map((pair) => [pair[1], pair[2]]));
}

/** @param {string} text @param {Record<string, string>} env @returns {Project} */
export function parseCompose(text, env) {
  return parse(interpolate(text, env), { merge: true });
}

/** Lists that a later file replaces; all others grow (Compose specification, "Merge"). */
const replaced = new Set(['command', 'entrypoint', 'test']);

/** One Compose file over another. @param {any} base @param {any} over @param {string} [key] @returns {any} */
export function mergeCompose(base, over, key = '') {
  if (Array.isArray(base) && Array.isArray(over)) return replaced.has(key) ? over : [...new Set([...base, ...over])];
  if (base === null || over === null || typeof base !== 'object' || typeof over !== 'object') return over ?? base;
  const merged = { ...base };
  for (const [name, value] of Object.entries(over)) merged[name] = mergeCompose(base[name] ?? value, value, name);
  return merged;
}

/** The image of a service; what Compose builds without a name gets the project's. @param {Project} project @param {string} name */
export const imageOf = (project, name) => project.services[name]?.image ?? `${project.name}-${name}`;

const units = /** @type {Record<string, number>} */ ({ b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 });

/** `512m` in bytes. @param {string | undefined} size */
function bytesOf(size) {
  const match = /^(\d+)([bkmg])$/.exec(size ?? '');
  return match ? Number(match[1]) * (units[match[2] ?? 'b'] ?? 1) : 0;
}

/** `5s` in nanoseconds. @param {string | undefined} duration */
const nanoseconds = (duration) => Number.parseFloat(duration ?? '0') * 1e9;

/** @param {readonly string[]} published `[IP:]HOST:CONTAINER` */
function ports(published) {
  /** @type {Record<string, { HostIp: string, HostPort: string }[]>} */ const bindings = {};
  for (const text of published) {
    const parts = text.split(':');
    const container = `${parts.at(-1)}/tcp`;
    bindings[container] = [
      ...(bindings[container] ?? []),
      { HostIp: parts.slice(0, -2).join(':'), HostPort: parts.at(-2) ?? '' },
    ];
  }
  return bindings;
}

/** @param {Service} service */
function health(service) {
  const check = service.healthcheck;
  if (!check) return undefined;
  return {
    Test: check.test,
    Interval: nanoseconds(check.interval),
    Timeout: nanoseconds(check.timeout),
    Retries: check.retries,
    StartPeriod: nanoseconds(check.start_period),
  };
}

/** Volumes of the project get its prefix, relative paths its folder; host paths stay.
 * @param {Project} project @param {string} folder @param {string} text */
function bind(project, folder, text) {
  const [source = ''] = text.split(':');
  if (source.startsWith('./')) return `${folder}/${text.slice(2)}`;
  return Object.hasOwn(project.volumes ?? {}, source) ? `${project.name}_${text}` : text;
}

/** Secrets from files are read-only mounts. @param {Project} project @param {string} folder @param {readonly string[]} names */
function secretBinds(project, folder, names) {
  return names.map((name) => bind(project, folder, `${project.secrets?.[name]?.file}:/run/secrets/${name}:ro`));
}

/** @param {Project} project @param {Service} service @param {string} folder */
function hostConfig(project, service, folder) {
  return {
    Binds: [
      ...(service.volumes ?? []).map((/** @type {string} */ text) => bind(project, folder, text)),
      ...secretBinds(project, folder, service.secrets ?? []),
    ],
    CapAdd: service.cap_add,
    CapDrop: service.cap_drop,
    CpuQuota: 0,
    Init: service.init ?? false,
    IpcMode: service.ipc ?? 'private',
    LogConfig: service.logging ? { Type: service.logging.driver, Config: service.logging.options } : undefined,
    Memory: bytesOf(service.mem_limit),
    MemorySwap: bytesOf(service.memswap_limit),
    NanoCpus: Math.round((service.cpus ?? 0) * 1e9),
    NetworkMode: service.network_mode ?? `${project.name}_${service.networks?.[0] ?? 'default'}`,
    PidMode: service.pid ?? '',
    PidsLimit: service.pids_limit,
    PortBindings: service.network_mode ? {} : ports(service.ports ?? []),
    Privileged: service.privileged ?? false,
    ReadonlyRootfs: service.read_only ?? false,
    RestartPolicy: { Name: service.restart ?? 'no' },
    SecurityOpt: service.security_opt,
    Tmpfs: Object.fromEntries(
      (service.tmpfs ?? []).map((/** @type {string} */ text) => [
        text.split(':')[0],
        text.split(':').slice(1).join(':'),
      ]),
    ),
    UTSMode: service.uts ?? '',
  };
}

/** What changes when the service changes, as `com.docker.compose.config-hash`. @param {Service} service */
export function configHash(service) {
  return createHash('sha256').update(JSON.stringify(service)).digest('hex');
}

/**
 * The body of `POST /containers/create` for one service.
 * @param {Project} project @param {string} name @param {string} folder the project's folder on the host
 * @param {readonly string[]} files its Compose files, absolute
 */
export function containerSpec(project, name, folder, files) {
  const service = /** @type {Service} */ (project.services[name]);
  const network = service.network_mode ? undefined : `${project.name}_${service.networks?.[0] ?? 'default'}`;
  return {
    Image: imageOf(project, name),
    Cmd: service.command,
    Entrypoint: service.entrypoint,
    User: service.user ?? '',
    WorkingDir: service.working_dir ?? '',
    Env: Object.entries(service.environment ?? {}).map(([key, value]) => `${key}=${value}`),
    ExposedPorts: Object.fromEntries(Object.keys(ports(service.ports ?? [])).map((port) => [port, {}])),
    Healthcheck: health(service),
    Labels: {
      'com.docker.compose.project': project.name,
      'com.docker.compose.service': name,
      'com.docker.compose.config-hash': configHash(service),
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.project.config_files': files.join(','),
      'com.docker.compose.project.working_dir': folder,
      'com.docker.compose.version': '2.40.3',
      ...service.labels,
    },
    HostConfig: hostConfig(project, service, folder),
    NetworkingConfig: network ? { EndpointsConfig: { [network]: { Aliases: [name] } } } : {},
  };
}
