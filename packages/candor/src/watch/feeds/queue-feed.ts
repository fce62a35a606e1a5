import { type Observation, observationLine } from '../events/observation.js';
import type { Loss } from '../tail/cursor.js';
import type { Feed } from './feed.js';

/** More bytes than this that wait to be stored are dropped, and counted. */
const mostWaitingBytes = 16 * 1024 * 1024;

/** Observations of the watcher itself, waiting to be stored like the lines of a log. */
export class QueueFeed implements Feed {
  readonly source;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #dropped = 0;
  #losses: Loss[] = [];

  constructor(name: string) {
    this.source = { name, what: { kind: 'event' } } as const;
  }

  push(observation: Observation): void {
    const line = Buffer.from(observationLine(observation));
    if (this.#bytes + line.length > mostWaitingBytes) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(line);
    this.#bytes += line.length;
  }

  /** Notes what its own source says it lost. */
  lose(at: Date, because: string): void {
    if (this.#losses.length < 100) this.#losses.push({ path: this.source.name, at, because, bytes: null });
  }

  poll(now: Date) {
    if (this.#dropped > 0) this.lose(now, `${this.#dropped} observations came faster than they could be stored`);
    const fed = {
      chunks: this.#waiting.length === 0 ? [] : [Buffer.concat(this.#waiting)],
      cursor: null,
      losses: this.#losses,
      drained: true,
    };
    this.#waiting = [];
    this.#bytes = 0;
    this.#dropped = 0;
    this.#losses = [];
    return fed;
  }

  close(): void {}
}
