import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { liveSources } from '../sources/index.js';
import type { LiveSource, SourcePlaces } from '../sources/live-source.js';
import { execEvent } from '../watch/events/exec-event.js';
import type { QueueFeed } from '../watch/feeds/queue-feed.js';
import { livePlaces } from './live-places.js';
import type { Terminal } from './terminal.js';
import { pause } from './watch-loop.js';

const againAfterMs = 30_000;

/** Feeds program starts from the best source that works here; goes over to another one when it ends. */
export async function watchExecs(
  queue: QueueFeed,
  terminal: Terminal,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  const places = livePlaces(terminal);
  let said = '';
  while (!signal.aborted) {
    const source = await bestSource(places);
    const words =
      source === null
        ? 'program starts: no source works here'
        : `program starts: ${source.name}; ${source.coverage.sees}; not seen: ${source.coverage.misses}`;
    if (words !== said) say(words);
    said = words;
    if (source !== null) {
      const ended = await source.run(places, sinkOf(queue, places.now), signal);
      if (!signal.aborted) queue.lose(places.now(), `${source.name} ended: ${ended}`);
    }
    await pause(againAfterMs, signal);
  }
}

async function bestSource(places: SourcePlaces): Promise<LiveSource | null> {
  for (const source of liveSources) if (!source.changesHost && (await source.probe(places)).works) return source;
  return null;
}

function sinkOf(queue: QueueFeed, now: () => Date) {
  return {
    exec: (exec: ExecEvent) => {
      if (exec.ppid === process.pid || exec.pid === process.pid) return; // our own helpers
      const place = { sensor: exec.source, name: queue.source.name, seq: 0, receivedAt: now() };
      const { time, logsource, fields, raw } = execEvent(exec, place);
      queue.push({ time, sensor: exec.source, logsource, fields, raw });
    },
    lost: (count: number, why: string) => queue.lose(now(), `${count} program starts: ${why}`),
    alive: () => undefined,
  };
}
