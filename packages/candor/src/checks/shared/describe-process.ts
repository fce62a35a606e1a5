import type { Process } from '../../facts/processes.js';

/** The subject of findings about a process. */
export function processSubject(process: Process): string {
  return process.container === null ? 'host' : `container:${process.container}`;
}

/** `pid 659168 (/AfUxImqu -c /jnEe -B) in site-app-1, 388 % CPU, 2.4 GB`: what every finding about a process says. */
export function describeProcess(process: Process): string {
  const place = process.container === null ? 'on the host' : `in ${process.container}`;
  const cpu = process.cpuPercent === null ? '' : `, ${Math.round(process.cpuPercent)} % CPU`;
  const line = process.args === '' ? (process.exe ?? '?') : process.args.slice(0, 120);
  return `pid ${process.pid} (${line}) ${place}${cpu}${memory(process.rssBytes)}`;
}

function memory(bytes: number | null): string {
  if (bytes === null || bytes === 0) return '';
  return bytes >= 1e9 ? `, ${(bytes / 1e9).toFixed(1)} GB` : `, ${Math.round(bytes / 1e6)} MB`;
}

/** Base name of a path, without a login shell's dash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '');
}

/** The program by its executable, else by the first word, which the process itself may have chosen. */
export function programOf(process: Process): string {
  return process.exe ?? (process.argv[0] ?? '').replace(/:$/, '');
}

/** A thread of the kernel: no executable, no memory, never in a container, child of kthreadd (pid 2) or of nobody. */
export function isKernelThread(process: Process): boolean {
  return (
    process.kernelThread &&
    process.container === null &&
    (process.rssBytes ?? 0) === 0 &&
    (process.ppid === null || process.ppid === 0 || process.ppid === 2)
  );
}

/** Ended and not yet waited for: it has neither executable nor memory. */
export function isZombie(process: Process): boolean {
  if (process.exe !== null) return false;
  return /<defunct>\s*$/.test(process.args) || (process.args === '' && (process.rssBytes ?? 0) === 0);
}

/** Processes that run a program of user space. */
export function programs(items: readonly Process[]): readonly Process[] {
  return items.filter((process) => !isKernelThread(process) && !isZombie(process));
}
