import { isInstrumentStack } from './recursion-shape.js';

/** One line about one command, as a monitor wrote it. */
export interface RawCall {
  readonly line: number;
  /** Microseconds since the epoch; null where the line had no time. */
  readonly atMicros: number | null;
  readonly command: string;
  readonly method: string | null;
  readonly stack: string | null;
  /** Repeat counter of the monitor, where it writes one. */
  readonly repeat: number | null;
  /** Process id, where the monitor writes it: two processes are two calls. */
  readonly pid: string | null;
}

/** A `RangeError: Maximum call stack size exceeded` of the same log. */
export interface StackOverflow {
  readonly line: number;
  readonly atMicros: number | null;
  readonly stack: string | null;
}

/** Launches after collapse. Recursion explains the count and that nothing ran, never the content. */
export interface CountedCall {
  readonly command: string;
  readonly method: string | null;
  readonly stack: string | null;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly firstMicros: number | null;
  readonly lastMicros: number | null;
  /** Raw lines that this one call produced. */
  readonly rawLines: number;
  readonly recursion: boolean;
  /** `no` only where recursion ended in an overflow before Node's own function was reached. */
  readonly executed: 'no' | 'unknown';
  readonly reasons: readonly string[];
}

/** Calls after collapse, the bursts (`waves`) they came in, and the raw lines. `rawLines` is the sum over `calls`. */
export interface CallCount {
  readonly calls: readonly CountedCall[];
  readonly waves: number;
  readonly rawLines: number;
}

/** Rule 17, `BURST_COLLAPSE`: equal signatures within one second are one event. */
export const BURST_MICROS = 1_000_000;
/** Calls further apart than this belong to different waves: the case's pairs came within 0.8 s, its waves 264 s apart. */
export const WAVE_MICROS = 60_000_000;
/** Lines in one burst above which no program launches by itself: V8 allows about 8,000 to 11,000 frames (984 KiB stack). */
const MANY_LINES = 50;
/** A mean distance below this is faster than any spawn (at least 0.5 ms, `posix_spawn(3)`), so it is one process calling itself. */
const RECURSION_MICROS = 500;

interface Burst {
  readonly lines: RawCall[];
  lastMicros: number | null;
}

function signature(call: RawCall): string {
  return `${call.pid ?? ''}\u0000${call.command}`;
}

function continues(burst: Burst, call: RawCall): boolean {
  const last = burst.lines.at(-1);
  if (
    last !== undefined &&
    call.repeat !== null &&
    last.repeat !== null &&
    call.repeat === last.repeat + 1 &&
    call.repeat > 1
  )
    return true;
  if (burst.lastMicros === null || call.atMicros === null)
    return burst.lastMicros === call.atMicros && last !== undefined && call.line - last.line <= 2;
  return Math.abs(call.atMicros - burst.lastMicros) < BURST_MICROS;
}

/** A counter that starts over at 1 begins a new call, however close in time. */
function restarts(burst: Burst, call: RawCall): boolean {
  const last = burst.lines.at(-1)?.repeat ?? null;
  return last !== null && call.repeat !== null && call.repeat <= 1 && last > 1;
}

function bursts(calls: readonly RawCall[]): Burst[] {
  const found: Burst[] = [];
  const open = new Map<string, Burst>();
  for (const call of calls) {
    const key = signature(call);
    const current = open.get(key);
    if (current !== undefined && continues(current, call) && !restarts(current, call)) {
      current.lines.push(call);
      current.lastMicros = call.atMicros ?? current.lastMicros;
      continue;
    }
    const burst: Burst = { lines: [call], lastMicros: call.atMicros };
    open.set(key, burst);
    found.push(burst);
  }
  return found;
}

function isMonotone(lines: readonly RawCall[]): boolean {
  if (lines.length < 3) return false;
  return lines.every(
    (call, index) =>
      call.repeat !== null && (index === 0 || call.repeat > (lines[index - 1]?.repeat ?? Number.POSITIVE_INFINITY)),
  );
}

function meanDistance(lines: readonly RawCall[]): number | null {
  const first = lines[0]?.atMicros ?? null;
  const last = lines.at(-1)?.atMicros ?? null;
  return first === null || last === null || lines.length < 2 ? null : (last - first) / (lines.length - 1);
}

function overflowAfter(
  lines: readonly RawCall[],
  next: RawCall | undefined,
  overflows: readonly StackOverflow[],
): StackOverflow | null {
  const last = lines.at(-1);
  if (last === undefined) return null;
  const near = (one: StackOverflow): boolean => {
    if (one.line < (lines[0]?.line ?? 0) || (next !== undefined && one.line > next.line)) return false;
    return (
      one.atMicros === null || last.atMicros === null || Math.abs(one.atMicros - last.atMicros) <= 2 * BURST_MICROS
    );
  };
  return overflows[lowerBound(overflows, lines[0]?.line ?? 0)] === undefined
    ? null
    : (overflows
        .slice(lowerBound(overflows, lines[0]?.line ?? 0))
        .slice(0, 50)
        .find(near) ?? null);
}

/** Index of the first overflow at or after a line. */
function lowerBound(overflows: readonly StackOverflow[], line: number): number {
  let low = 0;
  let high = overflows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((overflows[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

function counted(burst: Burst, next: RawCall | undefined, overflows: readonly StackOverflow[]): CountedCall {
  const { lines } = burst;
  const first = lines[0];
  const last = lines.at(-1);
  const overflow = overflowAfter(lines, next, overflows);
  const distance = meanDistance(lines);
  const reasons: string[] = [];
  if (isMonotone(lines)) reasons.push(`the monitor's repeat counter climbs by itself over ${lines.length} lines`);
  if (lines.length >= MANY_LINES && distance !== null && distance < RECURSION_MICROS)
    reasons.push(`${lines.length} equal lines at ${Math.round(distance)} µs distance`);
  if (overflow !== null && isInstrumentStack(overflow.stack))
    reasons.push("the instrument's own frames repeat in the error's stack");
  if (overflow !== null) reasons.push('it ends in RangeError: Maximum call stack size exceeded');
  const recursion = overflow === null ? reasons.length >= 2 : reasons.length >= 2 || lines.length >= MANY_LINES;
  return {
    command: first?.command ?? '',
    method: first?.method ?? null,
    stack: first?.stack ?? null,
    firstLine: first?.line ?? 0,
    lastLine: last?.line ?? 0,
    firstMicros: first?.atMicros ?? null,
    lastMicros: last?.atMicros ?? null,
    rawLines: lines.length,
    recursion,
    executed: recursion && overflow !== null ? 'no' : 'unknown',
    reasons: recursion ? reasons : [],
  };
}

function waveCount(calls: readonly CountedCall[]): number {
  const times = calls
    .map(({ firstMicros }) => firstMicros)
    .filter((micros) => micros !== null)
    .sort((a, b) => a - b);
  const untimed = calls.length > times.length && times.length === 0 ? 1 : 0;
  return times.reduce(
    (waves, at, index) => (index === 0 || at - (times[index - 1] ?? 0) > WAVE_MICROS ? waves + 1 : waves),
    untimed,
  );
}

/**
 * Counts launches behind monitor lines: equal signatures within one second are one call; a climbing repeat counter,
 * microsecond distances or the instrument's own frames that end in a `RangeError` are one call that never ran. Linear in
 * the number of lines (`calls` and `overflows` in line order).
 */
export function countCalls(calls: readonly RawCall[], overflows: readonly StackOverflow[] = []): CallCount {
  const found = bursts(calls);
  const starts = found.map(({ lines }) => lines[0]);
  const result = found.map((burst, index) => counted(burst, starts[index + 1], overflows));
  return { calls: result, waves: waveCount(result), rawLines: calls.length };
}
