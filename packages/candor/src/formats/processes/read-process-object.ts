import {
  booleanOrNull,
  dateOrNull,
  type JsonObject,
  member,
  numberOrNull,
  stringOrNull,
  stringsOf,
} from '../text/json-values.js';
import { bareProcess, type ProcessField, type ProcessRecord } from './process-record.js';

const KEYS: readonly ProcessField[] = [
  'pid',
  'ppid',
  'uid',
  'user',
  'startedAt',
  'cpuPercent',
  'memoryPercent',
  'rssBytes',
  'state',
  'tty',
  'cpuSeconds',
  'args',
  'argv',
  'exe',
  'exeDeleted',
  'cgroup',
  'containerId',
  'mountNs',
  'capEff',
  'noNewPrivs',
  'seccomp',
];

/** One process of Candor's NDJSON (`host.processes` in the evidence catalogue); null without a pid. */
export function readProcessObject(object: JsonObject, line: number): ProcessRecord | null {
  const pid = numberOrNull(member(object, 'pid'));
  if (pid === null || !Number.isInteger(pid) || pid < 0) return null;
  const fields = KEYS.filter((key) => Object.hasOwn(object, key));
  const argv = Array.isArray(member(object, 'argv')) ? stringsOf(member(object, 'argv')) : null;
  const args = stringOrNull(member(object, 'args')) ?? argv?.join(' ') ?? '';
  return { ...bareProcess(pid, args, line, fields), argv, ...usage(object), ...identity(object) };
}

function usage(object: JsonObject): Partial<ProcessRecord> {
  const startedAt = dateOrNull(member(object, 'startedAt'));
  return {
    ppid: numberOrNull(member(object, 'ppid')),
    startedAt,
    startedAtPrecision: startedAt === null ? null : 'second',
    cpuPercent: numberOrNull(member(object, 'cpuPercent')),
    memoryPercent: numberOrNull(member(object, 'memoryPercent')),
    rssBytes: numberOrNull(member(object, 'rssBytes')),
    cpuSeconds: numberOrNull(member(object, 'cpuSeconds')),
    state: stringOrNull(member(object, 'state')),
    tty: stringOrNull(member(object, 'tty')),
  };
}

function identity(object: JsonObject): Partial<ProcessRecord> {
  const capEff = member(object, 'capEff');
  const mountNs = member(object, 'mountNs');
  return {
    uid: numberOrNull(member(object, 'uid')),
    user: stringOrNull(member(object, 'user')),
    exe: stringOrNull(member(object, 'exe')),
    exeDeleted: booleanOrNull(member(object, 'exeDeleted')),
    cgroup: stringOrNull(member(object, 'cgroup')),
    containerId: stringOrNull(member(object, 'containerId')),
    mountNs: typeof mountNs === 'number' ? String(mountNs) : stringOrNull(mountNs),
    capEff: stringOrNull(capEff),
    noNewPrivs: flag(member(object, 'noNewPrivs')),
    seccomp: numberOrNull(member(object, 'seccomp')),
  };
}

/** `proc(5)` writes NoNewPrivs as 0 or 1. */
function flag(value: unknown): boolean | null {
  return value === 0 ? false : value === 1 ? true : booleanOrNull(value);
}
