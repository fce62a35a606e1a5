import { posix } from 'node:path';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { attempt } from '../proc/attempt.js';
import { containerIdOf } from '../proc/pid-index.js';
import { readText } from '../proc/read-text.js';

/** How a process is told to load the sensor and where it writes, by its environment and command line. */
export interface SensorSettings {
  /** The place that loads it, such as `NODE_OPTIONS`; null when nothing does. */
  readonly loadedBy: string | null;
  readonly mode: string | null;
  readonly socket: string | null;
  readonly file: string | null;
  readonly baseline: string | null;
  /** The old monitor's switch is on. */
  readonly disabled: boolean;
}

/** One process as /proc tells it (proc(5)). */
export interface Carrier {
  readonly pid: number;
  /** Its pid as it knows it itself (`NSpid`). */
  readonly ownPid: number;
  readonly exe: string | null;
  readonly argv: readonly string[];
  readonly containerId: string | null;
  /** Null where the environment may not be read. */
  readonly settings: SensorSettings | null;
}

/** Reads one process; null when there is none. */
export async function readCarrier(fs: ReadOnlyFs, pid: number): Promise<Carrier | null> {
  const folder = `/proc/${pid}`;
  const [status, cmdline, environ, cgroup, exe] = await Promise.all([
    readText(fs, `${folder}/status`),
    readText(fs, `${folder}/cmdline`, 64 << 10),
    readText(fs, `${folder}/environ`),
    readText(fs, `${folder}/cgroup`),
    attempt(fs.readLink(`${folder}/exe`)),
  ]);
  if (status === null) return null;
  const argv = (cmdline ?? '').split('\0').slice(0, 64);
  return {
    pid,
    ownPid: Number(/^NSpid:.*?(\d+)\s*$/m.exec(status)?.[1] ?? pid),
    exe,
    argv: argv.at(-1) === '' ? argv.slice(0, -1) : argv,
    containerId: containerIdOf(cgroup ?? ''),
    settings: environ === null ? null : sensorSettings(variablesOf(environ.split('\0')), argv),
  };
}

/** The settings by variables (`NAME=value`) and command line. */
export function sensorSettings(env: ReadonlyMap<string, string>, argv: readonly string[]): SensorSettings {
  const filled = (name: string): string | null => env.get(name) || null;
  return {
    loadedBy: loadsSensor(env.get('NODE_OPTIONS') ?? '') ? 'NODE_OPTIONS' : argvLoads(argv) ? 'its command line' : null,
    mode: filled('CANDOR_SENSOR'),
    socket: filled('CANDOR_SENSOR_SOCKET'),
    file: filled('CANDOR_SENSOR_FILE'),
    baseline: filled('CANDOR_SENSOR_BASELINE'),
    disabled: env.get('DISABLE_SUBPROC_DIAG') === 'true',
  };
}

/** `NAME=value` entries as a map. */
export function variablesOf(entries: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap((entry) => {
      const at = entry.indexOf('=');
      return at < 1 ? [] : [[entry.slice(0, at), entry.slice(at + 1)] as const];
    }),
  );
}

function loadsSensor(options: string): boolean {
  return /(?:^|\s)(?:-r|--require|--import)[=\s]\s*(?:"[^"]*|\S*)(?:sensor\.cjs|@candor\/sensor)/.test(
    options.slice(0, 10_000),
  );
}

/** Node's own options end at the script. */
function argvLoads(argv: readonly string[]): boolean {
  const end = argv.findIndex(
    (word, index) => index > 0 && !word.startsWith('-') && !/^(?:-r|--require|--import)$/.test(argv[index - 1] ?? ''),
  );
  return loadsSensor(argv.slice(1, end < 0 ? undefined : end).join(' '));
}

/** Pids of all processes of a container, by its cgroup. */
export async function pidsOfContainer(fs: ReadOnlyFs, id: string): Promise<number[]> {
  const names = (await attempt(fs.list('/proc'))) ?? [];
  const pids = names.filter((name) => /^[1-9]\d{0,9}$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => (containerIdOf((await readText(fs, `/proc/${pid}/cgroup`)) ?? '') === id ? pid : null)),
  );
  return found.filter((pid) => pid !== null);
}

/** A path of the process's own view, absolute in it. */
export async function ownPath(fs: ReadOnlyFs, pid: number, path: string): Promise<string> {
  const cwd = (await attempt(fs.readLink(`/proc/${pid}/cwd`))) ?? '/';
  return posix.resolve(cwd, path);
}
