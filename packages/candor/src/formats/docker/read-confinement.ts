import {
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
import type { ContainerConfinement } from './container-inspect.js';

/** Confinement and limits from `HostConfig` of `docker inspect` (Docker API 1.41 and later). */
export function readConfinement(hostConfig: JsonObject): ContainerConfinement {
  const text = (key: string) => filledOrNull(member(hostConfig, key));
  const flag = (key: string) => booleanOrNull(member(hostConfig, key)) ?? false;
  const words = (key: string) => stringsOf(member(hostConfig, key));
  return {
    networkMode: text('NetworkMode'),
    pidMode: text('PidMode'),
    ipcMode: text('IpcMode'),
    utsMode: text('UTSMode'),
    usernsMode: text('UsernsMode'),
    cgroupnsMode: text('CgroupnsMode'),
    privileged: flag('Privileged'),
    readOnlyRootFs: flag('ReadonlyRootfs'),
    init: flag('Init'),
    capAdd: words('CapAdd'),
    capDrop: words('CapDrop'),
    securityOpt: words('SecurityOpt'),
    devices: listOf(member(hostConfig, 'Devices')).flatMap(devicePath),
    binds: words('Binds'),
    tmpfs: stringMapOf(member(hostConfig, 'Tmpfs')),
    extraHosts: words('ExtraHosts'),
    sysctls: stringMapOf(member(hostConfig, 'Sysctls')),
    autoRemove: flag('AutoRemove'),
    publishAllPorts: flag('PublishAllPorts'),
    runtime: text('Runtime'),
    ...limits(hostConfig),
    ...policies(hostConfig),
  };
}

function devicePath(value: unknown): string[] {
  const path = filledOrNull(member(objectOf(value), 'PathOnHost'));
  return path === null ? [] : [path];
}

function limits(
  hostConfig: JsonObject,
): Pick<ContainerConfinement, 'memoryBytes' | 'memorySwapBytes' | 'cpus' | 'pidsLimit'> {
  const limit = (key: string) => {
    const value = numberOrNull(member(hostConfig, key));
    return value === null || value <= 0 ? null : value;
  };
  const nanoCpus = limit('NanoCpus');
  const quota = limit('CpuQuota');
  const cpus = nanoCpus !== null ? nanoCpus / 1e9 : quota !== null ? quota / (limit('CpuPeriod') ?? 100_000) : null;
  return { memoryBytes: limit('Memory'), memorySwapBytes: limit('MemorySwap'), cpus, pidsLimit: limit('PidsLimit') };
}

function policies(
  hostConfig: JsonObject,
): Pick<ContainerConfinement, 'restartPolicy' | 'maximumRetryCount' | 'logDriver' | 'logOptions'> {
  const restart = objectOf(member(hostConfig, 'RestartPolicy'));
  const log = objectOf(member(hostConfig, 'LogConfig'));
  return {
    restartPolicy: filledOrNull(member(restart, 'Name')),
    maximumRetryCount: numberOrNull(member(restart, 'MaximumRetryCount')),
    logDriver: filledOrNull(member(log, 'Type')),
    logOptions: stringMapOf(member(log, 'Config')),
  };
}
