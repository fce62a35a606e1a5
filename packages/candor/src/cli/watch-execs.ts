import type { WatchEvent } from '../core/event.js';
import { readSensorLine } from '../formats/sensor-events/read-sensor-events.js';
import { type LiveNews, LiveTail } from '../live/live-tail.js';
import { execEvent } from '../watch/events/exec-event.js';
import type { QueueFeed } from '../watch/feeds/queue-feed.js';
import { livePlaces } from './live-places.js';
import type { Terminal } from './terminal.js';
import { pause } from './watch-loop.js';

const againAfterMs = 60_000;

/** Program starts as the kernel tells them, joined with what sensors say; both become lines of the store. */
export class WatchExecs {
  readonly #queue: QueueFeed;
  readonly #terminal: Terminal;
  readonly #say: (text: string) => void;
  readonly #containerName: (id: string) => string | null;
  readonly #tail: LiveTail;

  constructor(
    queue: QueueFeed,
    terminal: Terminal,
    say: (text: string) => void,
    containerName: (id: string) => string | null,
  ) {
    this.#containerName = containerName;
    this.#queue = queue;
    this.#terminal = terminal;
    this.#say = say;
    this.#tail = new LiveTail(livePlaces(terminal), (news) => this.#take(news));
  }

  /** Runs until the signal; looks again each minute where no source works. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#tail.run(null, signal);
      await pause(againAfterMs, signal);
    }
  }

  /** Lines of sensors come through the containers' logs. */
  takeEvent(event: WatchEvent): void {
    if (event.source.sensor !== 'sensor') return;
    const record = readSensorLine(event.raw, 0);
    if (record) this.#tail.takeRecord(record);
  }

  #take(news: LiveNews): void {
    const now = this.#terminal.now();
    switch (news.type) {
      case 'source': {
        const names = news.chosen.map(({ source }) => `${source.name} (not seen: ${source.coverage.misses})`);
        this.#say(`program starts: ${names.join('; ') || 'no source works here'}`);
        return;
      }
      case 'exec':
        this.#push(news.exec.source, execEvent(news.exec, this.#place(news.exec.source, now)));
        return;
      case 'joined': {
        const { side, claim, outside } = news.joined;
        if (side !== 'kernel-only' || !claim || outside === null) return;
        const event = execEvent(outside, this.#place('correlator', now));
        const logsource = { product: 'candor', category: 'health', service: 'correlator' };
        const fields = { ...event.fields, 'event.action': 'kernel-only', 'event.reason': news.joined.reason };
        this.#push('correlator', { ...event, logsource, fields });
        return;
      }
      case 'alarm': {
        const { kind, what, pid, at } = news.alarm;
        const logsource = { product: 'candor', category: 'health', service: 'sensor' };
        const fields = { 'event.action': kind, 'event.reason': what, 'process.pid': pid };
        this.#queue.push({ time: at, sensor: 'sensor-pulse', logsource, fields, raw: `sensor of pid ${pid}: ${what}` });
        return;
      }
      case 'lost':
        this.#queue.lose(news.at, `${news.from}: ${news.count} lost: ${news.why}`);
        return;
      case 'source-ended':
        this.#queue.lose(news.at, `${news.name} ended: ${news.why}`);
        return;
      case 'sensor':
        return; // it came from a stored line
      default:
        news satisfies never;
    }
  }

  #place(sensor: string, receivedAt: Date) {
    return { sensor, name: this.#queue.source.name, seq: 0, receivedAt };
  }

  #push(sensor: string, { time, logsource, fields, raw }: WatchEvent): void {
    const id = fields['container.id'];
    const name = typeof id === 'string' ? this.#containerName(id) : null;
    const known = name === null ? fields : { ...fields, 'container.name': name };
    this.#queue.push({ time, sensor, logsource, fields: known, raw });
  }
}
