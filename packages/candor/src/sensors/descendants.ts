import type { ExecEvent } from '../formats/exec-events/exec-event.js';

/** Starts below the given processes: their children, and what those started in turn, in the order of time. */
export function descendants(execs: readonly ExecEvent[], pids: readonly number[]): ExecEvent[] {
  const roots = new Set(pids);
  const below = new Set<number>();
  return [...execs]
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.line - b.line)
    .filter((exec) => {
      const isBelow = exec.ppid !== null && (roots.has(exec.ppid) || below.has(exec.ppid));
      if (exec.pid !== null && isBelow) below.add(exec.pid);
      else if (exec.pid !== null) below.delete(exec.pid); // the pid was used again by somebody else
      return isBelow;
    });
}
