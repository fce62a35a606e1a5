import { readFileSync, readlinkSync } from 'node:fs';

/** Clock ticks a second in /proc (USER_HZ, 100 on every architecture that Linux supports for servers). */
const ticksPerSecond = 100;
const maxArguments = 64;
const maxArgumentChars = 4096;

/** A living process, as far as its start is concerned. */
export interface LivingProcess {
  readonly pid: number;
  readonly ppid: number;
  /** Clock ticks since boot: with the pid, the name of this very process. */
  readonly startTicks: number;
  readonly comm: string;
  readonly exe: string | null;
  /** The file behind `exe` is gone, or was never on disk (memfd_create(2)). */
  readonly exeDeleted: boolean;
  readonly argv: readonly string[];
  /** Full id of its container by cgroup; null for the host's own. */
  readonly container: string | null;
}

/**
 * Reads one process (proc(5)); null when it has ended meanwhile. At once and not by way of the thread pool: the kernel
 * answers from memory, and a short program is gone before the pool has its turn.
 */
export function livingProcess(proc: string, pid: number): LivingProcess | null {
  const folder = `${proc}/${pid}`;
  const stat = statOf(textOf(`${folder}/stat`));
  if (stat === null) return null;
  const [cmdline, cgroup, link] = [textOf(`${folder}/cmdline`), textOf(`${folder}/cgroup`), linkOf(`${folder}/exe`)];
  const exe = link?.replace(/ \(deleted\)$/, '') ?? null;
  return {
    pid,
    ...stat,
    exe,
    exeDeleted: link !== exe || (exe?.startsWith('/memfd:') ?? false),
    argv: argumentsOf(cmdline ?? ''),
    container: containerIdOf(cgroup ?? ''),
  };
}

/** Parent, start and name of one process: a single read; null when it has ended. */
export function processStart(proc: string, pid: number): Pick<LivingProcess, 'ppid' | 'startTicks' | 'comm'> | null {
  return statOf(textOf(`${proc}/${pid}/stat`));
}

/** Milliseconds since the epoch at which the machine started (`btime` of /proc/stat, whole seconds); 0 when not told. */
export function bootedAtMs(proc: string): number {
  return Number(/^btime (\d{1,12})/m.exec(textOf(`${proc}/stat`) ?? '')?.[1] ?? 0) * 1000;
}

/** When a process of these ticks started. */
export function startedAt(bootMs: number, startTicks: number): Date {
  return new Date(bootMs + (startTicks / ticksPerSecond) * 1000);
}

/** Docker, containerd and Podman name the cgroup after the container's 64 hexadecimal digits. */
export function containerIdOf(cgroup: string): string | null {
  return /[/-]([0-9a-f]{64})(?:\.scope)?(?:\/|$)/m.exec(cgroup)?.[1] ?? null;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // ended meanwhile, or not ours to read: the caller counts it as not known
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null; // a kernel thread has none, another user's is not told
  }
}

function statOf(text: string | null): Pick<LivingProcess, 'ppid' | 'startTicks' | 'comm'> | null {
  const open = text?.indexOf('(') ?? -1;
  const close = text?.lastIndexOf(')') ?? -1;
  if (text === null || open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  return { ppid: Number(fields[1]), startTicks: Number(fields[19]), comm: text.slice(open + 1, close) };
}

function argumentsOf(cmdline: string): string[] {
  return cmdline
    .replace(/\0+$/, '')
    .split('\0')
    .slice(0, maxArguments)
    .map((argument) => argument.slice(0, maxArgumentChars))
    .filter((argument, index, all) => argument !== '' || all.length > 1 || index > 0);
}
