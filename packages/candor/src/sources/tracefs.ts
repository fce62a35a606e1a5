import { access, constants, type FileHandle, mkdir, open, readdir, rmdir, writeFile } from 'node:fs/promises';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { LineCutter } from './line-cutter.js';
import type { LiveSource, SourcePlaces, SourceSink } from './live-source.js';
import { livingProcess } from './proc-stat.js';
import { reasonOf } from './until-first.js';

const pollMs = 50;
const readBytes = 65_536;
/** Per processor; at 200 bytes an event this holds some 5,000 starts between two looks. */
const bufferKb = 1024;

/** The kernel's tracepoint `sched_process_exec` (tracefs, Documentation/trace/ftrace.rst), in an instance of its own. */
export const tracefsSource: LiveSource = {
  name: 'tracefs',
  changesHost: true,
  coverage: {
    everyStart: true,
    argv: false,
    sees: 'every program start of the host and its containers, by pid and file',
    misses: 'the arguments and the parent of programs that end before /proc is read; programs that the kernel refused',
  },
  async probe({ tracefs }) {
    try {
      await access(`${tracefs}/instances`, constants.W_OK);
      await access(`${tracefs}/events/sched/sched_process_exec`, constants.R_OK);
      return { works: true, why: `${tracefs} can be used; makes a trace instance while it runs and takes it away` };
    } catch (error) {
      return { works: false, why: reasonOf(error) };
    }
  },
  async run(places, sink, signal) {
    const instances = `${places.tracefs}/instances`;
    const folder = `${instances}/candor-${process.pid}`;
    let pipe: FileHandle | null = null;
    try {
      await removeStale(instances, places.proc);
      await mkdir(folder);
      await writeFile(`${folder}/buffer_size_kb`, `${bufferKb}`);
      await writeFile(`${folder}/events/sched/sched_process_exec/enable`, '1');
      pipe = await open(`${folder}/trace_pipe`, constants.O_RDONLY | constants.O_NONBLOCK);
      await readTrace(pipe, places, sink, signal);
      return 'asked to end';
    } catch (error) {
      return reasonOf(error);
    } finally {
      await pipe?.close();
      await remove(folder);
    }
  },
};

async function readTrace(pipe: FileHandle, places: SourcePlaces, sink: SourceSink, signal: AbortSignal): Promise<void> {
  const cutter = new LineCutter();
  const buffer = Buffer.allocUnsafe(readBytes);
  while (!signal.aborted) {
    const bytes = await readSome(pipe, buffer);
    for (const line of cutter.push(buffer.subarray(0, bytes))) await takeTraceLine(line, places, sink);
    sink.alive(places.now());
    if (bytes === 0) await places.sleep(pollMs, signal);
  }
}

/** Zero where nothing waits: an empty trace_pipe answers EAGAIN. */
async function readSome(pipe: FileHandle, buffer: Buffer): Promise<number> {
  try {
    return (await pipe.read(buffer, 0, buffer.length, null)).bytesRead;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}

async function takeTraceLine(line: string, places: SourcePlaces, sink: SourceSink): Promise<void> {
  const lost = /LOST (\d{1,12}) EVENTS/.exec(line);
  if (lost) sink.lost(Number(lost[1]), 'the trace buffer of the kernel was full');
  const start = traceStart(line);
  if (start) sink.exec(await completed(start, places));
}

/** Pid and file of one line of `trace_pipe`; null for other lines. The file's name may hold anything but a NUL. */
export function traceStart(line: string): { readonly pid: number; readonly file: string } | null {
  const match = /: sched_process_exec: filename=(.*) pid=(\d{1,10}) old_pid=\d{1,10}$/.exec(line.slice(0, 8192));
  return match?.[1] === undefined ? null : { pid: Number(match[2]), file: match[1] };
}

async function completed(start: { pid: number; file: string }, { proc, now }: SourcePlaces): Promise<ExecEvent> {
  const at = now();
  const living = livingProcess(proc, start.pid);
  return {
    source: 'tracefs',
    serial: null,
    at,
    pid: start.pid,
    ppid: living?.ppid ?? null,
    uid: null,
    auid: null,
    exe: start.file,
    comm: living?.comm ?? null,
    tty: null,
    cwd: null,
    argv: living?.argv ?? [start.file],
    argvTruncated: living === null,
    success: true,
    exit: null,
    key: null,
    container: living?.container ?? null,
    line: 0,
  };
}

/** Instances that an ended run could not take away. */
async function removeStale(instances: string, proc: string): Promise<void> {
  for (const name of await readdir(instances)) {
    const pid = /^candor-(\d{1,10})$/.exec(name)?.[1];
    const isAlive = pid === undefined || livingProcess(proc, Number(pid)) !== null;
    if (!isAlive) await remove(`${instances}/${name}`);
  }
}

async function remove(folder: string): Promise<void> {
  try {
    await writeFile(`${folder}/events/sched/sched_process_exec/enable`, '0');
    await rmdir(folder);
  } catch {
    // It was never made, or is in use: the next run takes it away.
  }
}
