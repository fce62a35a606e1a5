import type { SensorRecord } from './sensor-record.js';

/**
 * Names the thread that wrote a line. Pids come back, in a container with every restart: number 1 begins another life.
 * Lines must be taken in the order of the text.
 */
export class ThreadLives {
  readonly #lives = new Map<string, number>();

  /** `pid:tid:life`, equal for all lines of one thread. */
  of({ pid, tid, seq }: Pick<SensorRecord, 'pid' | 'tid' | 'seq'>): string {
    const thread = `${pid}:${tid}`;
    const life = (this.#lives.get(thread) ?? 0) + (seq === 1 ? 1 : 0);
    this.#lives.set(thread, life);
    return `${thread}:${life}`;
  }
}
