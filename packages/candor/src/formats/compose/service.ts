import type { ParseWarning } from '../../core/parsed.js';
import { booleanField, commandField, listField, pairsField, sizeBytes, textField } from './fields.js';
import type {
  Cited,
  ComposeAttachment,
  ComposeBuild,
  ComposeDependency,
  ComposeEnvFile,
  ComposeGrant,
  ComposeHealthcheck,
  ComposeLimits,
  ComposeLogging,
  ComposeMount,
  ComposePort,
  ComposeService,
} from './model.js';
import { readMount } from './mounts.js';
import { portIdentity, readPort } from './ports.js';
import { entryOf, itemsOf, type MapTree, type Place, placeOf, type Tree, textOf, under } from './tree.js';

/** Keeps the last item of each identity, at the first one's position, as Compose does after appending lists. */
function lastOfEach<T>(items: readonly T[], identity: (item: T) => string): readonly T[] {
  const kept = new Map<string, T>();
  for (const item of items) kept.set(identity(item), item);
  return [...kept.values()];
}

function ports(service: Tree, warnings: ParseWarning[]): readonly ComposePort[] {
  return lastOfEach(
    itemsOf(under(service, 'ports')).flatMap((item) => readPort(item, warnings) ?? []),
    portIdentity,
  );
}

function mounts(service: Tree): readonly ComposeMount[] {
  return lastOfEach(
    itemsOf(under(service, 'volumes')).flatMap((item) => readMount(item) ?? []),
    (mount) => mount.target.replace(/\/+$/, ''),
  );
}

function grants(service: Tree, key: string): readonly ComposeGrant[] {
  return itemsOf(under(service, key)).flatMap((item) => {
    const source = textOf(item) ?? textOf(under(item, 'source'));
    return source === undefined ? [] : [{ source, target: textOf(under(item, 'target')) ?? null, ...placeOf(item) }];
  });
}

function envFiles(service: Tree): readonly ComposeEnvFile[] {
  return itemsOf(under(service, 'env_file')).flatMap((item) => {
    const path = textOf(item) ?? textOf(under(item, 'path'));
    const required = textOf(under(item, 'required')) !== 'false';
    return path === undefined ? [] : [{ path, required, ...placeOf(item) }];
  });
}

function dependencies(service: Tree): readonly ComposeDependency[] {
  const map = under(service, 'depends_on');
  if (map?.kind !== 'map') return [];
  return [...map.entries].map(([name, entry]) => {
    const condition = textOf(under(entry.value, 'condition'));
    const known = condition === 'service_healthy' || condition === 'service_completed_successfully';
    return { service: name, condition: known ? condition : 'service_started', ...placeOf(entry) };
  });
}

function attachments(service: Tree): readonly ComposeAttachment[] {
  const map = under(service, 'networks');
  if (map?.kind !== 'map') return [];
  return [...map.entries].map(([network, entry]) => ({
    network,
    aliases: itemsOf(under(entry.value, 'aliases')).flatMap((item) => textOf(item) ?? []),
    ...placeOf(entry),
  }));
}

function build(service: Tree): ComposeBuild | null {
  const entry = entryOf(service, 'build');
  if (entry?.value.kind !== 'map') return null;
  const read = (key: string): string | null => textOf(under(entry.value, key)) ?? null;
  return {
    context: read('context'),
    dockerfile: read('dockerfile'),
    dockerfileInline: read('dockerfile_inline'),
    target: read('target'),
    args: pairsField(entry.value, 'args'),
    ...placeOf(entry),
  };
}

function healthcheck(service: Tree): ComposeHealthcheck | null {
  const entry = entryOf(service, 'healthcheck');
  if (entry?.value.kind !== 'map') return null;
  const test = itemsOf(under(entry.value, 'test')).flatMap((item) => textOf(item) ?? []);
  const shell = under(entry.value, 'test')?.kind === 'scalar' ? ['CMD-SHELL', ...test] : test;
  const disabled = booleanField(entry.value, 'disable')?.value === true || test[0] === 'NONE';
  return { test: shell, disabled, ...placeOf(entry) };
}

function logging(service: Tree): ComposeLogging | null {
  const entry = entryOf(service, 'logging');
  if (entry?.value.kind !== 'map') return null;
  const driver = textOf(under(entry.value, 'driver')) ?? null;
  return { driver, options: pairsField(entry.value, 'options'), ...placeOf(entry) };
}

function numberOf(field: Cited<string> | null, read: (text: string) => number | null): Cited<number> | null {
  const value = field === null ? null : read(field.value);
  return field === null || value === null ? null : { ...field, value };
}

function plainNumber(text: string): number | null {
  return /^-?\d{1,12}(\.\d{1,12})?$/.test(text.trim()) ? Number(text) : null;
}

function limits(service: Tree): ComposeLimits {
  const deploy = under(service, 'deploy', 'resources', 'limits');
  return {
    memoryBytes: numberOf(textField(deploy, 'memory') ?? textField(service, 'mem_limit'), sizeBytes),
    cpus: numberOf(textField(deploy, 'cpus') ?? textField(service, 'cpus'), plainNumber),
    pids: numberOf(textField(deploy, 'pids') ?? textField(service, 'pids_limit'), plainNumber),
  };
}

type Lists = 'profiles' | 'groupAdd' | 'capAdd' | 'capDrop' | 'securityOpt' | 'expose' | 'volumesFrom' | 'tmpfs';

function lists(tree: MapTree): Pick<ComposeService, Lists | 'devices' | 'deviceCgroupRules' | 'extraHosts'> {
  return {
    profiles: listField(tree, 'profiles'),
    groupAdd: listField(tree, 'group_add'),
    capAdd: listField(tree, 'cap_add'),
    capDrop: listField(tree, 'cap_drop'),
    securityOpt: listField(tree, 'security_opt'),
    expose: listField(tree, 'expose'),
    volumesFrom: listField(tree, 'volumes_from'),
    tmpfs: listField(tree, 'tmpfs'),
    devices: devices(tree),
    deviceCgroupRules: listField(tree, 'device_cgroup_rules'),
    extraHosts: extraHosts(tree),
  };
}

function devices(tree: MapTree): readonly Cited<string>[] {
  const long = itemsOf(under(tree, 'devices')).flatMap((item) => {
    const source = textOf(under(item, 'source'));
    if (source === undefined) return [];
    const parts = [source, textOf(under(item, 'target')) ?? source, textOf(under(item, 'permissions')) ?? 'rwm'];
    return [{ value: parts.join(':'), unresolved: [], ...placeOf(item) }];
  });
  return [...listField(tree, 'devices'), ...long];
}

function extraHosts(tree: MapTree): readonly Cited<string>[] {
  const map = pairsField(tree, 'extra_hosts');
  return [
    ...listField(tree, 'extra_hosts'),
    ...map.map(({ name, value, ...rest }) => ({ ...rest, value: `${name}=${value}` })),
  ];
}

type Texts = 'image' | 'containerName' | 'workingDir' | 'user' | 'pid' | 'ipc' | 'uts' | 'cgroup' | 'usernsMode';

function texts(tree: MapTree): Pick<ComposeService, Texts | 'networkMode' | 'restart'> {
  return {
    image: textField(tree, 'image'),
    containerName: textField(tree, 'container_name'),
    workingDir: textField(tree, 'working_dir'),
    user: textField(tree, 'user'),
    pid: textField(tree, 'pid'),
    ipc: textField(tree, 'ipc'),
    uts: textField(tree, 'uts'),
    cgroup: textField(tree, 'cgroup'),
    usernsMode: textField(tree, 'userns_mode'),
    networkMode: textField(tree, 'network_mode'),
    restart: textField(tree, 'restart'),
  };
}

/** One merged service tree → its typed model. */
export function readService(name: string, at: Place, tree: MapTree, warnings: ParseWarning[]): ComposeService {
  return {
    name,
    ...placeOf(at),
    ...texts(tree),
    ...lists(tree),
    readOnly: booleanField(tree, 'read_only'),
    privileged: booleanField(tree, 'privileged'),
    init: booleanField(tree, 'init'),
    build: build(tree),
    command: commandField(tree, 'command'),
    entrypoint: commandField(tree, 'entrypoint'),
    networks: attachments(tree),
    ports: ports(tree, warnings),
    volumes: mounts(tree),
    environment: pairsField(tree, 'environment'),
    envFiles: envFiles(tree),
    secrets: grants(tree, 'secrets'),
    configs: grants(tree, 'configs'),
    labels: pairsField(tree, 'labels'),
    sysctls: pairsField(tree, 'sysctls'),
    dependsOn: dependencies(tree),
    healthcheck: healthcheck(tree),
    logging: logging(tree),
    limits: limits(tree),
  };
}
