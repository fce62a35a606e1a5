import type { CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { attempt } from './attempt.js';
import { readText } from './read-text.js';

/** What other collectors need of each process. */
export interface PidEntry {
  readonly pid: number;
  /** The kernel's comm: at most 15 bytes, chosen by the process. */
  readonly comm: string;
  /** Target of /proc/PID/exe without ` (deleted)`; null when it may not be read, or of a kernel thread. */
  readonly exe: string | null;
  readonly exeDeleted: boolean;
  readonly cgroup: string;
  /** Full id of the container by cgroup; null for the host's own. */
  readonly containerId: string | null;
}

const indexes = new WeakMap<CollectorEnv, Promise<readonly PidEntry[]>>();
const MAX_PIDS = 20_000;

/** Every process of /proc (proc(5)), read once in a collection. */
export function pidIndex(env: CollectorEnv): Promise<readonly PidEntry[]> {
  const index = indexes.get(env) ?? readIndex(env);
  indexes.set(env, index);
  return index;
}

async function readIndex(env: CollectorEnv): Promise<readonly PidEntry[]> {
  const names = (await attempt(env.fs.list('/proc'))) ?? [];
  const pids = names.filter((name) => /^[1-9]\d{0,9}$/.test(name)).map(Number);
  const entries = await mapLimited(pids.slice(0, MAX_PIDS), 16, (pid) => readEntry(env, pid));
  return entries.filter((entry) => entry !== null);
}

async function readEntry(env: CollectorEnv, pid: number): Promise<PidEntry | null> {
  const [comm, link, cgroup] = await Promise.all([
    readText(env.fs, `/proc/${pid}/comm`),
    attempt(env.fs.readLink(`/proc/${pid}/exe`)),
    readText(env.fs, `/proc/${pid}/cgroup`),
  ]);
  if (comm === null) return null;
  const exe = link === null ? null : link.replace(/ \(deleted\)$/, '');
  const deleted = link !== null && link !== exe;
  const path = cgroupPath(cgroup ?? '');
  return {
    pid,
    comm: comm.trimEnd(),
    exe,
    exeDeleted: deleted,
    cgroup: path,
    containerId: containerIdOf(cgroup ?? ''),
  };
}

/** The unified path (cgroups(7)), or the first one of version 1. */
function cgroupPath(text: string): string {
  const lines = text.trimEnd().split('\n');
  const longest = [...lines].sort((a, b) => b.length - a.length)[0] ?? '';
  const unified = lines.find((line) => line.startsWith('0::/') && line.length > 4);
  return (unified ?? longest).replace(/^\d+:[^:]*:/, '');
}

/** Docker, containerd and Podman name the cgroup after the container's 64 hexadecimal digits. */
export function containerIdOf(text: string): string | null {
  return /[/-]([0-9a-f]{64})(?:\.scope)?(?:\/|$)/m.exec(text)?.[1] ?? null;
}
