import { type Parsed, parsed } from '../../core/parsed.js';
import type { ExecEvent } from '../exec-events/exec-event.js';
import { eventTime, type JsonRecord, readStream, wordsOf } from '../exec-events/json-objects.js';
import { filledOrNull, numberOrNull, objectOf, objectOrNull } from '../text/json-values.js';

/** The end of a program: `process_exit`. */
export interface ExecEnd {
  readonly serial: string | null;
  readonly pid: number | null;
  readonly at: Date;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** What a Tetragon export tells. */
export interface TetragonReading {
  readonly execs: readonly ExecEvent[];
  readonly exits: readonly ExecEnd[];
}

/** Reads Tetragon's JSON export (`process_exec`, `process_exit`; other events are left out). */
export function readTetragon(text: string): Parsed<TetragonReading> {
  const events = readStream(text, (event, line) => toExec(event, line) ?? toEnd(event));
  if (!events.ok) return events;
  const execs = events.value.filter((event): event is ExecEvent => 'source' in event);
  const exits = events.value.filter((event): event is ExecEnd => !('source' in event));
  return parsed({ execs, exits }, events.warnings);
}

function toExec(event: JsonRecord, line: number): ExecEvent | null {
  const exec = objectOrNull(event.process_exec);
  const process = objectOf(exec?.process);
  const at = eventTime(process.start_time) ?? eventTime(event.time);
  if (exec === null || at === null) return null;
  const binary = filledOrNull(process.binary);
  const auid = numberOrNull(process.auid);
  return {
    source: 'tetragon',
    serial: filledOrNull(process.exec_id),
    at,
    pid: numberOrNull(process.pid),
    ppid: numberOrNull(objectOf(exec.parent).pid),
    uid: numberOrNull(process.uid),
    auid: auid === 4_294_967_295 ? null : auid,
    exe: binary,
    comm: binary === null ? null : binary.slice(binary.lastIndexOf('/') + 1),
    tty: null,
    cwd: filledOrNull(process.cwd),
    argv: [...(binary === null ? [] : [binary]), ...wordsOf(filledOrNull(process.arguments) ?? '')].slice(0, 4096),
    argvTruncated: /truncArgs/.test(filledOrNull(process.flags) ?? ''),
    success: true,
    exit: null,
    key: null,
    container: filledOrNull(process.docker),
    line,
  };
}

function toEnd(event: JsonRecord): ExecEnd | null {
  const exit = objectOrNull(event.process_exit);
  const process = objectOf(exit?.process);
  const at = eventTime(event.time) ?? eventTime(exit?.time);
  if (exit === null || at === null) return null;
  return {
    serial: filledOrNull(process.exec_id),
    pid: numberOrNull(process.pid),
    at,
    exitCode: numberOrNull(exit.status),
    signal: filledOrNull(exit.signal),
  };
}
