import { constants, type Stats } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { readFalco } from '../formats/falco/read-falco.js';
import { readTetragon } from '../formats/tetragon/read-tetragon.js';
import { followFile } from './follow-file.js';
import { LineCutter } from './line-cutter.js';
import type { LiveSource, SourcePlaces, SourceProbe, SourceSink } from './live-source.js';
import { reasonOf } from './until-first.js';

/** Falco's JSON output, from a file or a named pipe (falco.yaml: `json_output`, `file_output`). */
export const falcoSource: LiveSource = {
  name: 'falco',
  changesHost: false,
  coverage: {
    everyStart: false,
    argv: true,
    sees: 'program starts that a rule of Falco raises',
    misses: 'every start without such a rule, and what Falco dropped, which its own log tells',
  },
  probe: ({ falco }) => probeFile(falco, '--falco FILE'),
  run: (places, sink, signal) => readLines(places.falco, places, sink, signal, execsOfFalco),
};

/** Tetragon's JSON export, from a file or a named pipe (`export-filename`). */
export const tetragonSource: LiveSource = {
  name: 'tetragon',
  changesHost: false,
  coverage: {
    everyStart: true,
    argv: true,
    sees: 'every program start of the host and its containers, with arguments and container',
    misses: 'what an export filter or the rate limit of Tetragon leaves out; arguments beyond its limit',
  },
  probe: ({ tetragon }) => probeFile(tetragon, '--tetragon FILE'),
  run: (places, sink, signal) => readLines(places.tetragon, places, sink, signal, execsOfTetragon),
};

function execsOfFalco(text: string): readonly ExecEvent[] {
  const reading = readFalco(text);
  return reading.ok ? reading.value : [];
}

function execsOfTetragon(text: string): readonly ExecEvent[] {
  const reading = readTetragon(text);
  return reading.ok ? reading.value.execs : [];
}

async function probeFile(path: string | null, option: string): Promise<SourceProbe> {
  if (path === null) return { works: false, why: `no file was named: ${option}` };
  try {
    await access(path, constants.R_OK);
    return { works: true, why: `${path} can be read` };
  } catch (error) {
    return { works: false, why: reasonOf(error) };
  }
}

async function readLines(
  path: string | null,
  places: SourcePlaces,
  sink: SourceSink,
  signal: AbortSignal,
  read: (text: string) => readonly ExecEvent[],
): Promise<string> {
  if (path === null) return 'no file was named';
  const onLines = (lines: readonly string[]) => {
    if (lines.length === 0) return;
    for (const exec of read(lines.join('\n'))) sink.exec(exec);
    sink.alive(places.now());
  };
  try {
    const found: Stats = await stat(path);
    if (found.isFIFO()) return await readPipe(path, onLines, signal);
    await followFile({ path, sleep: places.sleep, onLines, onLost: sink.lost }, signal);
    return 'asked to end';
  } catch (error) {
    return reasonOf(error);
  }
}

/** Opened for both directions, a pipe never blocks the opening and has no end while a writer is away (fifo(7)). */
async function readPipe(
  path: string,
  onLines: (lines: readonly string[]) => void,
  signal: AbortSignal,
): Promise<string> {
  const handle = await open(path, constants.O_RDWR | constants.O_NONBLOCK);
  const socket = new Socket({ fd: handle.fd, readable: true, writable: false });
  const cutter = new LineCutter();
  const end = () => void socket.destroy();
  signal.addEventListener('abort', end, { once: true });
  try {
    for await (const chunk of socket) onLines(cutter.push(chunk));
    return signal.aborted ? 'asked to end' : 'the pipe was closed';
  } catch (error) {
    return signal.aborted ? 'asked to end' : reasonOf(error);
  } finally {
    signal.removeEventListener('abort', end);
    await handle.close().catch(() => undefined); // the socket has closed the descriptor already
  }
}
