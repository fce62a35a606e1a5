import { request } from 'node:http';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { jsonRecord, wordsOf } from '../formats/exec-events/json-objects.js';
import { filledOrNull, numberOrNull, objectOf } from '../formats/text/json-values.js';
import { LineCutter } from './line-cutter.js';
import type { LiveSource, SourceSink } from './live-source.js';

/** Docker API 1.41, `GET /events`: reading, nothing else is ever sent. */
const path = `/events?filters=${encodeURIComponent(JSON.stringify({ type: ['container'], event: ['exec_start'] }))}`;

/** The engine's own events: `docker exec` from outside, which no sensor in the app sees. */
export const dockerEventsSource: LiveSource = {
  name: 'docker-events',
  changesHost: false,
  coverage: {
    everyStart: false,
    argv: true,
    sees: 'programs that somebody starts in a container from outside (`docker exec`), with container and command',
    misses: 'everything that a container starts by itself; pids; events while the reader was away',
  },
  async probe({ dockerSocket }) {
    return dockerSocket === null
      ? { works: false, why: 'no socket of a container engine was found' }
      : { works: true, why: `${dockerSocket} answers for containers` };
  },
  run({ dockerSocket, now }, sink, signal) {
    if (dockerSocket === null) return Promise.resolve('no socket of a container engine was found');
    return new Promise((resolve) => {
      const call = request({
        socketPath: dockerSocket,
        path,
        method: 'GET',
        agent: false,
        headers: { host: 'docker' },
        signal,
      });
      call.once('error', (error) => resolve(signal.aborted ? 'asked to end' : error.message));
      call.once('response', (response) => {
        if (response.statusCode !== 200) {
          response.destroy();
          resolve(`the engine answered ${response.statusCode}`);
          return;
        }
        sink.alive(now());
        const cutter = new LineCutter();
        response.on('data', (chunk: Buffer) => takeLines(cutter, chunk, sink, now));
        response.once('error', (error) => resolve(signal.aborted ? 'asked to end' : error.message));
        response.once('close', () => resolve(signal.aborted ? 'asked to end' : 'the engine closed the stream'));
      });
      call.end();
    });
  },
};

function takeLines(cutter: LineCutter, chunk: Buffer, sink: SourceSink, now: () => Date): void {
  for (const line of cutter.push(chunk)) {
    const exec = dockerExec(line);
    if (exec) sink.exec(exec);
  }
  const dropped = cutter.takeDropped();
  if (dropped > 0) sink.lost(dropped, 'events longer than a line may be');
  sink.alive(now());
}

/** One event line (`docker events --format json`, or the API's) as a start; null for other events. */
export function dockerExec(line: string): ExecEvent | null {
  const event = jsonRecord(line);
  const action = filledOrNull(event?.Action) ?? '';
  const nanos = numberOrNull(event?.timeNano);
  if (event === null || nanos === null || !action.startsWith('exec_start:')) return null;
  const actor = objectOf(event.Actor);
  const words = wordsOf(action.slice('exec_start:'.length));
  return {
    source: 'docker',
    serial: filledOrNull(objectOf(actor.Attributes).execID),
    at: new Date(Math.floor(nanos / 1e6)),
    pid: null,
    ppid: null,
    uid: null,
    auid: null,
    exe: null,
    comm: null,
    tty: null,
    cwd: null,
    argv: words.slice(0, 64),
    argvTruncated: true, // the engine joins the words with spaces: where one ended is not told
    success: true,
    exit: null,
    key: null,
    container: filledOrNull(actor.ID),
    line: 0,
  };
}
