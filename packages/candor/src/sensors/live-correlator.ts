import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { type Correlated, correlate } from './correlate.js';
import { InsideStarts } from './inside-starts.js';

/** Both halves of a start are told within this time: the sensor's first line at once, repeats and auditd within a second. */
const windowMs = 2000;
/** Waiting for the other half ends here: the window, and half a second for the slower of both. */
const waitMs = 2500;
/** Starts kept while they wait: 500 a second for the wait would be 1,250. */
const mostWaiting = 20_000;
const mostExplained = 50_000;

/** What the join rests on. */
export interface LiveCoverage {
  /** The kernel's source tells every start, was heard, and lost nothing. */
  readonly kernelAwake: boolean;
  /** The sensor was heard in time and lost nothing. */
  readonly sensorAwake: boolean;
}

/** Joins both halves as they come: what both told is told at once, what one told alone when the other had its time. */
export class LiveCorrelator {
  readonly #inside = new InsideStarts();
  readonly #explained = new Set<number>();
  readonly #samePids: boolean;
  #outside: ExecEvent[] = [];
  #overrun = 0;

  constructor(samePids: boolean) {
    this.#samePids = samePids;
  }

  /** Starts that were given up because too many waited. */
  get overrun(): number {
    return this.#overrun;
  }

  takeInside(record: SensorRecord): void {
    this.#inside.take(record);
  }

  takeOutside(exec: ExecEvent): void {
    if (this.#outside.length < mostWaiting) this.#outside.push(exec);
    else this.#overrun += 1;
  }

  /** Starts that can be told by now, each once. */
  settle(now: Date, watchedPids: readonly number[], coverage: LiveCoverage): Correlated[] {
    const dueMs = now.getTime() - waitMs;
    const span = (awake: boolean) => ({ green: awake ? [{ fromMs: 0, toMs: now.getTime() }] : [], lost: 0 });
    const joined = correlate({
      inside: this.#inside.values(),
      outside: this.#outside,
      coverage: { inside: span(coverage.sensorAwake), outside: span(coverage.kernelAwake) },
      watchedPids,
      samePids: this.#samePids,
      windowMs,
      explained: this.#explained,
    });
    const told = joined.filter((one) => isDue(one, dueMs));
    const rest = new Set(joined.filter((one) => !isDue(one, dueMs)).map(({ outside }) => outside));
    this.#outside = this.#outside.filter((exec) => rest.has(exec));
    this.#inside.remove(told.flatMap(({ inside }) => inside?.id ?? []));
    this.#forget();
    return told;
  }

  #forget(): void {
    for (const pid of this.#explained) {
      if (this.#explained.size <= mostExplained) return;
      this.#explained.delete(pid);
    }
  }
}

/** A start that the process told lately may still be told by the kernel, whose records come in one after the other. */
function isDue({ side, inside, outside }: Correlated, dueMs: number): boolean {
  if (side === 'both') return true;
  return outside !== null ? outside.at.getTime() <= dueMs : inside !== null && inside.toMs <= dueMs - windowMs;
}
