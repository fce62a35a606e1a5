import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import {
  booleanOrNull,
  dateOrNull,
  filledOrNull,
  type JsonObject,
  listOf,
  member,
  numberOrNull,
  objectOf,
  objectOrNull,
  stringMapOf,
  stringOrNull,
  stringsOf,
} from '../text/json-values.js';
import { readPositionedJson } from '../text/positioned-json.js';
import { settle, WarningList } from '../text/text-lines.js';
import type { ContainerInspect, ContainerMount, ContainerNetwork, ContainerState } from './container-inspect.js';
import type { ContainerPort } from './container-list.js';
import { readConfinement } from './read-confinement.js';

type LineOf = (container: unknown) => number | null;

/** Containers of `docker inspect` (an array) or of the API (one object). Members that are missing become null. */
export function readContainerInspect(text: string): Parsed<ContainerInspect[]> {
  if (text.trim() === '') return unparseable('empty');
  const reading = readPositionedJson(text);
  if (!reading.ok) return reading;
  const { value, lineOf } = reading.value;
  if (Array.isArray(value) && value.length === 0) return parsed([]);
  const warnings = new WarningList();
  const items: ContainerInspect[] = [];
  for (const entry of Array.isArray(value) ? value : [value]) {
    const container = objectOrNull(entry);
    const item = container === null ? null : readContainer(container, lineOf);
    if (item === null) warnings.add(lineOf(entry), 'not a container: Id or Name is missing');
    else items.push(item);
  }
  return settle(items, warnings);
}

function readContainer(container: JsonObject, lineOf: LineOf): ContainerInspect | null {
  const id = filledOrNull(member(container, 'Id'));
  const name = filledOrNull(member(container, 'Name'));
  if (id === null || name === null) return null;
  const hostConfig = objectOf(member(container, 'HostConfig'));
  const network = objectOf(member(container, 'NetworkSettings'));
  return {
    id,
    name: name.replace(/^\//, ''),
    createdAt: dateOrNull(member(container, 'Created')),
    imageId: filledOrNull(member(container, 'Image')),
    path: filledOrNull(member(container, 'Path')),
    args: stringsOf(member(container, 'Args')),
    state: readState(objectOf(member(container, 'State'))),
    restartCount: numberOrNull(member(container, 'RestartCount')),
    storageDriver: filledOrNull(member(container, 'Driver')),
    appArmorProfile: filledOrNull(member(container, 'AppArmorProfile')),
    ...readConfig(objectOf(member(container, 'Config'))),
    confinement: readConfinement(hostConfig),
    mounts: readMounts(member(container, 'Mounts'), lineOf),
    ports: readPortMap(member(network, 'Ports')),
    portBindings: readPortMap(member(hostConfig, 'PortBindings')),
    networks: readNetworks(objectOf(member(network, 'Networks'))),
    upperDir: filledOrNull(member(objectOf(member(objectOf(member(container, 'GraphDriver')), 'Data')), 'UpperDir')),
    line: lineOf(container) ?? 1,
  };
}

function readState(state: JsonObject): ContainerState {
  const status = filledOrNull(member(state, 'Status'));
  const pid = numberOrNull(member(state, 'Pid'));
  return {
    status,
    running: booleanOrNull(member(state, 'Running')) ?? status === 'running',
    pid: pid === 0 ? null : pid,
    startedAt: dateOrNull(member(state, 'StartedAt')),
    finishedAt: dateOrNull(member(state, 'FinishedAt')),
    exitCode: numberOrNull(member(state, 'ExitCode')),
    oomKilled: booleanOrNull(member(state, 'OOMKilled')),
    restarting: booleanOrNull(member(state, 'Restarting')),
    error: filledOrNull(member(state, 'Error')),
    health: filledOrNull(member(objectOf(member(state, 'Health')), 'Status')),
  };
}

type ConfigPart = Pick<
  ContainerInspect,
  | 'image'
  | 'user'
  | 'workingDir'
  | 'hostname'
  | 'tty'
  | 'env'
  | 'entrypoint'
  | 'cmd'
  | 'healthcheck'
  | 'labels'
  | 'project'
  | 'service'
>;

function readConfig(config: JsonObject): ConfigPart {
  const labels = stringMapOf(member(config, 'Labels'));
  const healthcheck = objectOrNull(member(config, 'Healthcheck'));
  return {
    image: filledOrNull(member(config, 'Image')),
    user: stringOrNull(member(config, 'User')) ?? '',
    workingDir: filledOrNull(member(config, 'WorkingDir')),
    hostname: filledOrNull(member(config, 'Hostname')),
    tty: booleanOrNull(member(config, 'Tty')) ?? false,
    env: stringsOf(member(config, 'Env')).map(variableOf),
    entrypoint: wordsOf(member(config, 'Entrypoint')),
    cmd: wordsOf(member(config, 'Cmd')),
    healthcheck: healthcheck === null ? null : stringsOf(member(healthcheck, 'Test')),
    labels,
    project: labels.get('com.docker.compose.project') ?? null,
    service: labels.get('com.docker.compose.service') ?? null,
  };
}

function variableOf(text: string): { name: string; value: string } {
  const equals = text.indexOf('=');
  return equals < 0 ? { name: text, value: '' } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

function wordsOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : stringsOf(value);
}

function readMounts(value: unknown, lineOf: LineOf): ContainerMount[] {
  return listOf(value).flatMap((entry) => {
    const mount = objectOf(entry);
    const destination = filledOrNull(member(mount, 'Destination'));
    if (destination === null) return [];
    return {
      type: filledOrNull(member(mount, 'Type')) ?? 'bind',
      source: filledOrNull(member(mount, 'Source')),
      destination,
      name: filledOrNull(member(mount, 'Name')),
      writable: booleanOrNull(member(mount, 'RW')) ?? true,
      propagation: filledOrNull(member(mount, 'Propagation')),
      line: lineOf(entry),
    };
  });
}

function readPortMap(value: unknown): ContainerPort[] {
  return Object.entries(objectOf(value)).flatMap(([key, bindings]) => {
    const match = /^(\d{1,5})(?:\/(\w{1,8}))?$/.exec(key);
    if (match === null) return [];
    const inside = { containerPort: Number(match[1]), proto: match[2] ?? 'tcp' };
    if (!Array.isArray(bindings) || bindings.length === 0) return [{ hostIp: null, hostPort: null, ...inside }];
    return bindings.map((binding) => {
      const { HostIp, HostPort } = objectOf(binding);
      return { hostIp: filledOrNull(HostIp), hostPort: numberOrNull(HostPort), ...inside };
    });
  });
}

function readNetworks(networks: JsonObject): ContainerNetwork[] {
  return Object.entries(networks).map(([name, value]) => {
    const network = objectOf(value);
    return {
      name,
      ipAddress: filledOrNull(member(network, 'IPAddress')),
      ipv6Address: filledOrNull(member(network, 'GlobalIPv6Address')),
      gateway: filledOrNull(member(network, 'Gateway')),
      macAddress: filledOrNull(member(network, 'MacAddress')),
      aliases: stringsOf(member(network, 'Aliases')),
    };
  });
}
