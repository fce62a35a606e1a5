import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { argvHash } from './argv-hash.js';
import type { InsideStart } from './inside-starts.js';

/** Where one side was awake, and what it lost. */
export interface Coverage {
  /** Spans between heartbeats that came in time, milliseconds since the epoch. */
  readonly green: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly lost: number;
}

/** What the correlator joins. */
export interface CorrelateInput {
  readonly inside: readonly InsideStart[];
  readonly outside: readonly ExecEvent[];
  readonly coverage: { readonly inside: Coverage; readonly outside: Coverage };
  /** Pids that carry a sensor, as the kernel counts; with `samePids` those that speak in `inside` are among them. */
  readonly watchedPids?: readonly number[];
  /** Both sides count pids in one namespace. A container's sensor does not: then arguments and time decide. */
  readonly samePids?: boolean;
  /** How far apart the two sides may stand, default 2000 ms. */
  readonly windowMs?: number;
  /** Pids of programs that the sensor saw, for a stream that is joined piece by piece: read and added to. */
  readonly explained?: Set<number>;
}

/** One start with the sides that saw it. */
export interface Correlated {
  readonly side: 'both' | 'kernel-only' | 'process-only';
  readonly reason: string;
  /** The other side's silence means something: both heartbeats were green and nothing was lost. */
  readonly claim: boolean;
  readonly inside: InsideStart | null;
  readonly outside: ExecEvent | null;
}

/** Joins the process's own account with the kernel's, by pid, time and argument hash. Every start comes out once. */
export function correlate(input: CorrelateInput): Correlated[] {
  const windowMs = input.windowMs ?? 2000;
  const pool = new InsidePool(input.inside, windowMs);
  const samePids = input.samePids ?? true;
  const parents = samePids ? input.inside.map((start) => start.parentPid) : [];
  const watched = new Set([...(input.watchedPids ?? []), ...parents]);
  const explained = input.explained ?? new Set<number>();
  const awake = (ms: number) => isAwake(input.coverage.inside, ms) && isAwake(input.coverage.outside, ms);
  const ordered = input.outside
    .filter((exec) => exec.success !== false)
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.line - b.line);
  const pairs = new Map(pairByPid(ordered, pool, samePids));
  pairByHash(ordered, pool, pairs, samePids);
  const found = ordered.map((exec): Correlated => {
    const inside = pairs.get(exec) ?? null;
    const base = { inside, outside: exec, claim: false };
    if (inside) {
      if (exec.pid !== null) explained.add(exec.pid);
      return { ...base, side: 'both', reason: 'the process and the kernel tell the same start' };
    }
    const descends = descent(exec, explained);
    if (descends) return { ...base, side: 'both', reason: descends };
    // Cut arguments have another hash than the sensor's: without a common pid nothing can be joined by them.
    const claim = awake(exec.at.getTime()) && (samePids || (!exec.argvTruncated && exec.argv.length > 0));
    return { ...base, claim, side: 'kernel-only', reason: blindInside(exec, watched, claim) };
  });
  const rest = pool.rest().map((inside): Correlated => {
    const claim = awake(inside.fromMs);
    const reason = claim
      ? 'the kernel did not tell it: rules off, records lost, or a start that never came to execve'
      : 'the kernel did not tell it, and it is not known that it would have';
    return { side: 'process-only', reason, claim, inside, outside: null };
  });
  return [...found, ...rest];
}

function isAwake(coverage: Coverage, ms: number): boolean {
  return coverage.lost === 0 && coverage.green.some((span) => span.fromMs <= ms && ms <= span.toMs);
}

/** A program that goes on as another, or is started by one that the sensor saw: no business of the sensor's. */
function descent(exec: ExecEvent, explained: Set<number>): string | null {
  if (exec.pid !== null && explained.has(exec.pid)) return 'a program that the sensor saw went on as this one';
  if (exec.ppid === null || !explained.has(exec.ppid)) return null;
  if (exec.pid !== null) explained.add(exec.pid);
  return 'started by a program that the sensor saw';
}

function blindInside(exec: ExecEvent, watched: ReadonlySet<number>, claim: boolean): string {
  if (exec.ppid !== null && watched.has(exec.ppid))
    return claim
      ? 'a watched process started it past its sensor: raw system call, addon or a hook taken off'
      : 'a watched process started it, and its sensor was not known to be awake and whole';
  return 'no watched process is its parent: docker exec, another program, or options stripped from a child';
}

/** Starts that wait for their kernel event, by pid and by argument hash. */
class InsidePool {
  readonly #byPid = new Map<number, InsideStart[]>();
  readonly #byHash = new Map<number, InsideStart[]>();
  readonly #open: Set<InsideStart>;
  readonly #windowMs: number;

  constructor(starts: readonly InsideStart[], windowMs: number) {
    this.#windowMs = windowMs;
    this.#open = new Set(starts);
    for (const start of [...starts].sort((a, b) => a.fromMs - b.fromMs)) {
      if (start.childPid !== null) append(this.#byPid, start.childPid, start);
      if (start.argvHash !== null) append(this.#byHash, start.argvHash, start);
    }
  }

  takeByPid(pid: number, ms: number): InsideStart | null {
    return this.#take(this.#byPid.get(pid) ?? [], ms, () => true);
  }

  takeByHash(hash: number, ms: number, suits: (start: InsideStart) => boolean): InsideStart | null {
    return this.#take(this.#byHash.get(hash) ?? [], ms, suits);
  }

  rest(): InsideStart[] {
    return [...this.#open];
  }

  /** The nearest in time within the window; those long past leave the front of the list, so that a burst stays linear. */
  #take(list: InsideStart[], ms: number, suits: (start: InsideStart) => boolean): InsideStart | null {
    while (list[0] && (!this.#open.has(list[0]) || list[0].toMs < ms - this.#windowMs)) list.shift();
    let best: InsideStart | null = null;
    for (const start of list.slice(0, 256)) {
      if (start.fromMs > ms + this.#windowMs) break;
      if (!this.#open.has(start) || !suits(start) || start.toMs < ms - this.#windowMs) continue;
      if (best === null || distance(start, ms) < distance(best, ms)) best = start;
    }
    if (best) this.#open.delete(best);
    return best;
  }
}

function append(map: Map<number, InsideStart[]>, key: number, start: InsideStart): void {
  const list = map.get(key);
  if (list) list.push(start);
  else map.set(key, [start]);
}

function distance(start: InsideStart, ms: number): number {
  return ms < start.fromMs ? start.fromMs - ms : ms > start.toMs ? ms - start.toMs : 0;
}

function pairByPid(execs: readonly ExecEvent[], pool: InsidePool, samePids: boolean): [ExecEvent, InsideStart][] {
  if (!samePids) return [];
  return execs.flatMap((exec) => {
    const start = exec.pid === null ? null : pool.takeByPid(exec.pid, exec.at.getTime());
    return start ? [[exec, start] as [ExecEvent, InsideStart]] : [];
  });
}

/** Without a common pid the arguments and the parent decide; a start whose pid is known to be another's is left alone. */
function pairByHash(
  execs: readonly ExecEvent[],
  pool: InsidePool,
  pairs: Map<ExecEvent, InsideStart>,
  samePids: boolean,
): void {
  for (const exec of execs) {
    if (pairs.has(exec) || exec.argv.length === 0) continue;
    const suits = (start: InsideStart) =>
      !samePids ||
      ((start.childPid === null || exec.pid === null) && (exec.ppid === null || exec.ppid === start.parentPid));
    for (const argv of writtenForms(exec.argv)) {
      const start = pool.takeByHash(argvHash(argv), exec.at.getTime(), suits);
      if (start === null) continue;
      pairs.set(exec, start);
      break;
    }
  }
}

/**
 * How the process may have written what the kernel tells: as it is, or as a script, before which execve(2) puts its
 * interpreter (`/usr/bin/env node /usr/bin/npm i` was `npm i`).
 */
function writtenForms(argv: readonly string[]): readonly (readonly string[])[] {
  const scripts = [1, 2].filter((from) => argv.length > from).map((from) => argv.slice(from));
  return [argv, ...scripts.flatMap((words) => [words, [baseName(words[0] ?? ''), ...words.slice(1)]])];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
