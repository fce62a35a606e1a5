import type { CollectorEnv } from '../collected.js';
import { isClearName } from '../redact/names.js';
import { redactArgv } from '../redact/redact-argv.js';
import { attempt } from './attempt.js';
import type { PidEntry } from './pid-index.js';
import { readText } from './read-text.js';

/** Clock ticks a second in /proc (USER_HZ, 100 on every architecture that Linux supports for servers). */
const TICKS_PER_SECOND = 100;
const PF_KTHREAD = 0x00200000;

/** Boot time of the machine, to turn ticks since boot into dates. */
export interface BootClock {
  readonly bootedAtMs: number;
  readonly nowMs: number;
}

/** CPU ticks of a process at one moment. */
export interface CpuSample {
  readonly ticks: number;
  readonly atMs: number;
}

/** One line of Candor's process NDJSON (evidence.md, `host.processes`). */
export type ProcessLine = Readonly<Record<string, unknown>> & { readonly pid: number };

/** Everything of /proc/PID that a check may need; null when the process ended meanwhile. */
export async function readProcess(env: CollectorEnv, entry: PidEntry, clock: BootClock): Promise<ProcessLine | null> {
  const folder = `/proc/${entry.pid}`;
  const [stat, status, cmdline, environ, mountNs, pidNs, uidMap] = await Promise.all([
    readText(env.fs, `${folder}/stat`),
    readText(env.fs, `${folder}/status`),
    readText(env.fs, `${folder}/cmdline`, 64 << 10),
    readText(env.fs, `${folder}/environ`),
    attempt(env.fs.readLink(`${folder}/ns/mnt`)),
    attempt(env.fs.readLink(`${folder}/ns/pid`)),
    readText(env.fs, `${folder}/uid_map`),
  ]);
  const fields = statFields(stat);
  if (fields === null) return null;
  const kernelThread = (Number(fields[6]) & PF_KTHREAD) !== 0;
  const end = environ === null && !kernelThread ? await endOf(env, folder) : 'lives';
  if (end === 'gone') return null;
  return {
    pid: entry.pid,
    ppid: Number(fields[1]),
    ...credentials(status ?? ''),
    startedAt: startedAt(fields, clock),
    cpuPercent: lifetimePercent(fields, clock),
    rssBytes: kilobytes(status ?? '', 'VmRSS'),
    state: fields[0],
    comm: entry.comm,
    exe: entry.exe,
    exeDeleted: entry.exe === null ? null : entry.exeDeleted,
    exeReplaced: await replaced(env, entry),
    argv: kernelThread ? [`[${entry.comm}]`] : redactArgv(argumentsOf(cmdline ?? ''), env.redact),
    kernelThread,
    cgroup: entry.cgroup,
    containerId: entry.containerId,
    mountNs: namespaceId(mountNs),
    pidNs: namespaceId(pidNs),
    uidMap: uidMap === null ? null : uidMap.trim().split(/\s+/).map(Number),
    env: end === 'ended' ? {} : environ === null ? null : clearEnvironment(env, environ),
  };
}

/**
 * Why an environment could not be read: the process is gone, or it has ended and only waits for its parent (its memory
 * is gone, and newer kernels answer ESRCH), or it lives and may not be looked into.
 */
async function endOf(env: CollectorEnv, folder: string): Promise<'gone' | 'ended' | 'lives'> {
  const state = statFields(await readText(env.fs, `${folder}/stat`))?.[0];
  if (state === undefined) return 'gone';
  return /^[ZXx]$/.test(state) ? 'ended' : 'lives';
}

/** Whether a deleted executable has a successor at its path, as an upgrade or a deploy leaves one; null when not deleted. */
async function replaced(env: CollectorEnv, { pid, exe, exeDeleted, containerId }: PidEntry): Promise<boolean | null> {
  if (!exeDeleted || exe === null || !exe.startsWith('/') || exe.startsWith('/memfd:')) return null;
  const root = containerId === null ? env.fs : env.fs.within(`/proc/${pid}/root`);
  if ((await attempt(root.list('/'))) === null) return null;
  return (await attempt(root.stat(exe))) !== null;
}

/** CPU ticks used so far, for the one-second sample; null when the process is gone. */
export async function sampleCpu(env: CollectorEnv, pid: number): Promise<CpuSample | null> {
  const fields = statFields(await readText(env.fs, `/proc/${pid}/stat`));
  return fields === null ? null : { ticks: usedTicks(fields), atMs: performance.now() };
}

/** Percent of one core between two samples. */
export function samplePercent(before: CpuSample, after: CpuSample): number {
  const elapsed = (after.atMs - before.atMs) / 1000;
  return elapsed <= 0 ? 0 : round(((after.ticks - before.ticks) / TICKS_PER_SECOND / elapsed) * 100);
}

/** Fields of /proc/PID/stat after the name, which may itself hold spaces and brackets. Index 0 is the state. */
function statFields(stat: string | null): string[] | null {
  const end = stat?.lastIndexOf(')') ?? -1;
  return stat === null || end < 0
    ? null
    : stat
        .slice(end + 2)
        .trim()
        .split(' ');
}

function usedTicks(fields: readonly string[]): number {
  return Number(fields[11]) + Number(fields[12]);
}

function startedAt(fields: readonly string[], clock: BootClock): string {
  const ms = clock.bootedAtMs + (Number(fields[19]) / TICKS_PER_SECOND) * 1000;
  return new Date(Math.round(ms / 1000) * 1000).toISOString();
}

function lifetimePercent(fields: readonly string[], clock: BootClock): number {
  const ageSec = (clock.nowMs - clock.bootedAtMs) / 1000 - Number(fields[19]) / TICKS_PER_SECOND;
  return round((usedTicks(fields) / TICKS_PER_SECOND / Math.max(ageSec, 1)) * 100);
}

function round(percent: number): number {
  return Math.max(0, Math.round(percent * 10) / 10);
}

function credentials(status: string) {
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? null;
  const number = (name: string) => (field(name) === null ? null : Number(field(name)));
  return {
    // The effective uid is the second number; it is what the kernel checks.
    uid: numberOf(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1]),
    gid: numberOf(/^Gid:\s+\d+\s+(\d+)/m.exec(status)?.[1]),
    capEff: field('CapEff'),
    capBnd: field('CapBnd'),
    noNewPrivs: number('NoNewPrivs') === null ? null : number('NoNewPrivs') === 1,
    seccomp: number('Seccomp'),
  };
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
}

function argumentsOf(cmdline: string): string[] {
  return cmdline === '' ? [] : cmdline.replace(/\0+$/, '').split('\0').slice(0, 512);
}

function namespaceId(link: string | null): string | null {
  return /\[(\d+)\]/.exec(link ?? '')?.[1] ?? null;
}

function clearEnvironment(env: CollectorEnv, environ: string): Record<string, string> {
  const pairs = environ.split('\0').flatMap((entry): [string, string][] => {
    const equals = entry.indexOf('=');
    const name = entry.slice(0, Math.max(0, equals));
    return isClearName(name) ? [[name, env.redact.env(name, entry.slice(equals + 1))]] : [];
  });
  return Object.fromEntries(pairs);
}
