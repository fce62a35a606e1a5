import { type Artifact, refTo } from '../core/evidence.js';
import type { Gap } from '../core/fact.js';
import { type Process, processes } from '../facts/processes.js';
import type { ProcessRecord } from '../formats/processes/process-record.js';
import { readProcesses } from '../formats/processes/read-processes.js';
import { numberOrNull } from '../formats/text/json-values.js';
import { artifactLines } from './artifact-lines.js';
import { type ContainerIdentity, containerIdentities } from './container-identities.js';
import { defineParser } from './parser.js';
import { containerOf, factOf, type Reading, type Readings, readArtifacts } from './readings.js';

/** Processes from the host's listing and from `docker top`; the host's listing wins where both show a pid. */
export const processesParser = defineParser(processes, (context) => {
  const read = (text: string, artifact: Artifact) =>
    readProcesses(text, { now: artifact.capturedAt, timezone: context.bundle.header.host.timezone ?? 'UTC' });
  const host = readArtifacts(context, 'host.processes', read);
  const top = readArtifacts(context, 'docker.top', read);
  const identities = containerIdentities(context);
  const hostItems = host.rows.flatMap((row) => row.value.map((record) => toProcess(record, row, identities, null)));
  const seen = new Set(hostItems.map((process) => process.pid));
  const topItems = top.rows.flatMap((row) => {
    const name = containerOf(row.artifact.subject);
    return row.value
      .filter((record) => !seen.has(record.pid))
      .map((record) => toProcess(record, row, identities, name));
  });
  const hidden = hiddenFromUser(host);
  const hostGap = host.gap ?? hidden;
  const hostComplete = host.rows.length > 0 && hostGap === null && !host.rows.some((row) => row.artifact.filtered);
  const whole = new Set(
    top.rows.filter((row) => !row.artifact.filtered).flatMap((row) => containerOf(row.artifact.subject) ?? []),
  );
  for (const identity of identities) if (hostComplete && identifiesContainers(host)) whole.add(identity.name);
  const view = { items: [...hostItems, ...topItems], hostComplete, completeContainers: whole };
  const rows: Readings<unknown> = {
    rows: [...host.rows, ...top.rows],
    gap: hostComplete ? null : (hostGap ?? top.gap),
  };
  return factOf(rows, view, { gap: unlistedContainer(identities, whole) });
});

/** Pid 1 is in every listing of a host: without it, others' processes are hidden from who asked (proc(5), `hidepid`). */
function hiddenFromUser(host: Readings<readonly ProcessRecord[]>): Gap | null {
  const records = host.rows.flatMap((row) => row.value);
  if (records.length === 0 || records.some(({ pid }) => pid === 1)) return null;
  const detail = "host.processes: pid 1 is not in it, so others' processes were hidden (hidepid); run with sudo";
  return { reason: 'denied', detail };
}

/** A listing with cgroups tells which process is whose; plain `ps` does not. */
function identifiesContainers(host: Readings<readonly ProcessRecord[]>): boolean {
  return host.rows.some((row) =>
    row.value.some((record) => record.fields.includes('cgroup') || record.fields.includes('containerId')),
  );
}

function unlistedContainer(identities: readonly ContainerIdentity[], whole: ReadonlySet<string>): Gap | null {
  const left = identities
    .filter((identity) => identity.running && !whole.has(identity.name))
    .map((identity) => identity.name);
  return left.length === 0
    ? null
    : { reason: 'not-collected', detail: `processes of ${left.slice(0, 5).join(', ')} were not listed` };
}

function toProcess(
  record: ProcessRecord,
  row: Reading<unknown>,
  identities: readonly ContainerIdentity[],
  topOf: string | null,
): Process {
  const argv = record.argv ?? record.args.split(' ').filter((word) => word !== '');
  const extra = extrasOf(row.artifact, record.line);
  return {
    pid: record.pid,
    ppid: record.ppid,
    uid: record.uid ?? (record.user === 'root' ? 0 : null),
    user: record.user,
    startedAt: record.startedAt,
    cpuPercent: record.cpuPercent,
    cpuSamplePercent: extra.cpuSamplePercent,
    rssBytes: record.rssBytes,
    exe: record.exe,
    exeDeleted: record.exeDeleted,
    exeReplaced: extra.exeReplaced,
    exeInMemory: /^\/?memfd:|^\/memfd:/.test(record.exe ?? ''),
    argv,
    args: record.args,
    kernelThread: /^\[[^\]]+\]$/.test(record.args) && (record.exe === null || record.exe === ''),
    container: topOf ?? containerNameOf(record, identities),
    pidNamespace: 'host',
    capEff: hex(record.capEff),
    noNewPrivs: record.noNewPrivs,
    seccomp: record.seccomp,
    env: extra.env,
    userNamespaced: extra.userNamespaced,
    exePackageOwned: extra.exePackageOwned,
    ref: refTo(row.artifact, record.line, record.args),
  };
}

function containerNameOf(record: ProcessRecord, identities: readonly ContainerIdentity[]): string | null {
  const id = record.containerId ?? /[0-9a-f]{64}/.exec(record.cgroup ?? '')?.[0] ?? null;
  if (id === null) return null;
  const found = identities.find(
    (identity) => identity.id !== null && (identity.id.startsWith(id) || id.startsWith(identity.id)),
  );
  return found?.name ?? id.slice(0, 12);
}

function hex(text: string | null): bigint | null {
  return text !== null && /^[0-9a-f]{1,16}$/i.test(text) ? BigInt(`0x${text}`) : null;
}

interface Extras {
  readonly env: Readonly<Record<string, string>> | null;
  readonly userNamespaced: boolean | null;
  readonly exePackageOwned: boolean | null;
  readonly exeReplaced: boolean | null;
  readonly cpuSamplePercent: number | null;
}

const noExtras: Extras = {
  env: null,
  userNamespaced: null,
  exePackageOwned: null,
  exeReplaced: null,
  cpuSamplePercent: null,
};

/** Columns that only Candor's own NDJSON has: environment names in clear, user namespace, ownership, CPU sample. */
function extrasOf(artifact: Artifact, line: number): Extras {
  const text = artifactLines(artifact)[line - 1] ?? '';
  if (!text.startsWith('{')) return noExtras;
  try {
    const object: unknown = JSON.parse(text);
    if (typeof object !== 'object' || object === null) return noExtras;
    const { env, userNamespaced, exePackageOwned, exeReplaced, cpuSamplePercent } = object as Record<string, unknown>; // read defensively below
    return {
      env: textMap(env),
      userNamespaced: flag(userNamespaced),
      exePackageOwned: flag(exePackageOwned),
      exeReplaced: flag(exeReplaced),
      cpuSamplePercent: numberOrNull(cpuSamplePercent),
    };
  } catch {
    return noExtras; // the process reader already reported the line
  }
}

function flag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

function textMap(value: unknown): Readonly<Record<string, string>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
