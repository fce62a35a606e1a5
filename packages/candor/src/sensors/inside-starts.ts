import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { ThreadLives } from '../formats/sensor-events/thread-lives.js';

/** One start of a program as the process itself tells it. */
export interface InsideStart {
  /** `pid:tid:life:seq` of the line that tells it. */
  readonly id: string;
  /** The process that asked. */
  readonly parentPid: number;
  /** Null where the result was not kept. */
  readonly childPid: number | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly argvHash: number | null;
  readonly file: string | null;
  readonly argv: readonly string[];
  /** 1-based line that tells it. */
  readonly line: number;
}

/** First starts that repeats may still refer to: one a signature, so far more than an app has. */
const mostRemembered = 20_000;

/** Takes the sensor's lines one by one and keeps the starts that happened, until they are taken away. */
export class InsideStarts {
  readonly #open = new Map<string, InsideStart>();
  readonly #firsts = new Map<string, InsideStart>();
  readonly #lives = new ThreadLives();

  /** Refused and failed launches are left out; repeats have their own pids. */
  take(record: SensorRecord): void {
    const life = this.#lives.of(record);
    if (record.kind === 'spawn') {
      if (!record.blocked) this.#begin(`${life}:${record.seq}`, record);
    } else if (record.kind === 'spawn-result') this.#settle(`${life}:${record.of}`, record);
    else if (record.kind === 'aggregate') this.#repeat(life, record);
  }

  /** Starts that were not taken away yet. */
  values(): InsideStart[] {
    return [...this.#open.values()];
  }

  /** They were joined, or given up. */
  remove(ids: Iterable<string>): void {
    for (const id of ids) this.#open.delete(id);
  }

  #begin(
    id: string,
    record: SensorRecord & { readonly kind: 'spawn' | 'codegen' | 'connect' | 'dns' | 'worker' | 'dlopen' },
  ): void {
    const at = record.at.getTime();
    const start = {
      id,
      parentPid: record.pid,
      childPid: record.api === 'execve' ? record.pid : null,
      fromMs: at,
      toMs: at,
      argvHash: record.argvHash,
      file: record.file,
      argv: record.argv,
      line: record.line,
    };
    this.#open.set(id, start);
    this.#firsts.set(id, start);
    const oldest = this.#firsts.size > mostRemembered ? this.#firsts.keys().next().value : undefined;
    if (oldest !== undefined) this.#firsts.delete(oldest);
  }

  #settle(id: string, result: SensorRecord & { readonly kind: 'spawn-result' }): void {
    const start = this.#open.get(id);
    const failed = result.childPid === 0 || (result.childPid === null && result.error !== null);
    if (failed) this.#open.delete(id);
    else if (start && result.childPid !== null) this.#open.set(id, { ...start, childPid: result.childPid });
  }

  #repeat(life: string, record: SensorRecord & { readonly kind: 'aggregate' }): void {
    const first = this.#firsts.get(`${life}:${record.of}`);
    if (!first) return;
    for (const [index, childPid] of record.childPids.entries()) {
      const id = `${life}:${record.seq}#${index}`;
      this.#open.set(id, { ...first, id, childPid, fromMs: record.from.getTime(), toMs: record.at.getTime() });
    }
  }
}

/** Starts that happened, from all of a sensor's lines. */
export function insideStarts(records: readonly SensorRecord[]): InsideStart[] {
  const starts = new InsideStarts();
  for (const record of records) starts.take(record);
  return starts.values();
}
