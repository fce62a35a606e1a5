import { type EvidenceRef, isNonEmpty, type NonEmpty } from '../../core/evidence.js';
import { type CountedCall, countCalls, type RawCall, type StackOverflow } from '../../events/counting.js';
import { findRequestEcho, quotesRequest, type RequestText } from '../../events/request-echo.js';
import { knownSink, parseStack, type StackFrame, withoutSensorFrames } from '../../events/stack-frames.js';
import type { Call, CallOrigin } from '../../facts/detections.js';
import type { LogOf } from '../../facts/logs.js';
import type { LogRecord } from '../../formats/logs/log-record.js';
import { analyseCommand } from '../../formats/shell/analyse-command.js';

/** Excerpts that a call carries at most: first, last and those between are counted, not quoted. */
const quotedLines = 3;

/** Calls of one log after collapse: monitor lines, security blocks, failed commands, and command text that is output. */
export function readCalls(log: LogOf, requests: readonly RequestText[]): Call[] {
  const { records } = log.reading;
  const monitor = records
    .filter((record) => record.kind === 'subprocess' || record.kind === 'security-block')
    .filter((record) => commandOf(record) !== null);
  const overflows = records
    .filter((record) => record.kind === 'error' && /Maximum call stack size exceeded/.test(record.raw))
    .map(toOverflow);
  const byLine = new Map(monitor.map((record) => [record.line, record]));
  const counted = countCalls(monitor.map(toRawCall), overflows).calls.map((call) =>
    fromMonitor(call, byLine, log, requests),
  );
  const failed = records
    .filter((record) => record.kind === 'error' && record.fields.command)
    .map((record) => fromFailure(record, log, requests));
  const texts = records.filter(isCommandText).map((record) => fromText(record, log, requests));
  return [...counted, ...failed, ...texts.filter((call) => call.analysis.weight === 'attack')];
}

/** Command text that no request line explains: shells and wrappers print what they run. */
function isCommandText(record: LogRecord): boolean {
  return record.kind === 'command-text' && record.fields.form === 'text' && record.fields.text !== undefined;
}

function fromText(record: LogRecord, log: LogOf, requests: readonly RequestText[]): Call {
  const call = build(log, requests, {
    command: withoutPrefix(record.fields.text ?? ''),
    stack: null,
    firstMicros: record.atMicros,
    lastMicros: record.atMicros,
    rawLines: record.lines,
    recursion: false,
    executed: 'unknown',
    executedBecause: 'the text stands in the log; nothing from after the call was kept',
    lines: [record.line],
    excerpts: [record.raw],
    hostPid: null,
  });
  return quotesRequest(record.raw) ? { ...call, requestEcho: true } : call;
}

/** `+ wget …` of `sh -x`, `$ …` and `> …` of npm. */
function withoutPrefix(text: string): string {
  return text.replace(/^\s*(?:[+$>#]+\s+)/, '');
}

/** The command of a monitor record; null when it names none. */
export function commandOf(record: LogRecord): string | null {
  const { cmd, command, file, args, argv } = record.fields;
  const text = cmd ?? command ?? (file === undefined ? argv : [file, args ?? argv ?? ''].join(' ').trim());
  return text === undefined || text === '' ? null : unlisted(text);
}

/** `["sh","-c","id"]` as a monitor prints argv becomes a command line. */
function unlisted(text: string): string {
  if (!text.startsWith('[')) return text;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list)
      ? list
          .map((word) =>
            /^[\w./:=@-]+$/.test(String(word)) ? String(word) : `'${String(word).replaceAll("'", "'\\''")}'`,
          )
          .join(' ')
      : text;
  } catch {
    return text; // a bracket that begins a shell test, not a list
  }
}

function toRawCall(record: LogRecord): RawCall {
  const repeat = Number(record.fields.repeat ?? record.fields.count ?? record.fields.n ?? Number.NaN);
  return {
    line: record.line,
    atMicros: record.atMicros,
    command: commandOf(record) ?? '',
    method: record.fields.method ?? record.fields.fn ?? record.fields.api ?? null,
    stack: record.fields.stack ?? null,
    repeat: Number.isInteger(repeat) ? repeat : null,
    pid: record.fields.pid ?? null,
  };
}

function toOverflow(record: LogRecord): StackOverflow {
  return { line: record.line, atMicros: record.atMicros, stack: record.fields.stack ?? record.raw };
}

function fromMonitor(
  call: CountedCall,
  byLine: ReadonlyMap<number, LogRecord>,
  log: LogOf,
  requests: readonly RequestText[],
): Call {
  const record = byLine.get(call.firstLine);
  const outcome = observed(record, call);
  return build(log, requests, {
    command: call.command,
    stack: call.stack,
    firstMicros: call.firstMicros,
    lastMicros: call.lastMicros,
    rawLines: call.rawLines,
    recursion: call.recursion,
    ...outcome,
    lines: [call.firstLine, call.lastLine],
    excerpts: [record?.raw ?? call.command],
    hostPid: null,
  });
}

/** CLAIMED_NOT_OBSERVED: `executed=true` written before the call proves nothing; a child's pid or exit code does. */
function observed(record: LogRecord | undefined, call: CountedCall): Pick<Call, 'executed' | 'executedBecause'> {
  if (call.executed === 'no') return { executed: 'no', executedBecause: call.reasons.join('; ') };
  const { childPid, child_pid, exitCode, exit_code, status } = record?.fields ?? {};
  const seen = childPid ?? child_pid ?? exitCode ?? exit_code ?? (/^\d+$/.test(status ?? '') ? status : undefined);
  if (seen !== undefined && seen !== 'null' && seen !== '')
    return { executed: 'yes', executedBecause: `the record carries the child's pid or exit code (${seen})` };
  return {
    executed: 'unknown',
    executedBecause: 'the line was written before the call; nothing from after it was kept',
  };
}

/** `Error: Command failed: …` is Node's report of a child that ran and ended with an error (child_process docs). */
function fromFailure(record: LogRecord, log: LogOf, requests: readonly RequestText[]): Call {
  const enoent = /ENOENT|not found/.test(record.fields.message ?? '') && /spawn/.test(record.fields.message ?? '');
  return build(log, requests, {
    command: record.fields.command ?? '',
    stack: record.fields.stack ?? record.raw,
    firstMicros: record.atMicros,
    lastMicros: record.atMicros,
    rawLines: record.lines,
    recursion: false,
    executed: enoent ? 'no' : 'yes',
    executedBecause: enoent ? 'the program was not found' : 'Node reports that the command ran and failed',
    lines: [record.line, record.line],
    excerpts: [record.raw],
    hostPid: null,
  });
}

interface Draft extends Pick<Call, 'executed' | 'executedBecause' | 'rawLines' | 'recursion' | 'command' | 'hostPid'> {
  readonly stack: string | null;
  readonly firstMicros: number | null;
  readonly lastMicros: number | null;
  readonly lines: readonly number[];
  readonly excerpts: readonly string[];
}

function build(log: LogOf, requests: readonly RequestText[], draft: Draft): Call {
  const frames = withoutSensorFrames(parseStack(draft.stack ?? ''));
  const sink = knownSink(frames);
  const { stack: _stack, firstMicros, lastMicros, lines: _lines, excerpts: _excerpts, ...rest } = draft;
  return {
    id: `${log.artifact}@${log.subject}:${draft.lines[0]}`,
    subject: log.subject,
    at: toDate(firstMicros),
    lastAt: toDate(lastMicros),
    analysis: analyseCommand(draft.command),
    origin: originOf(frames, sink !== null),
    knownSink: sink ? { advisory: sink.cve, package: sink.package, frame: sink.frame.text } : null,
    seenBy: null,
    requestEcho: sink === null && findRequestEcho(draft.command, firstMicros, requests) !== null,
    ...rest,
    evidence: evidenceOf(log, draft),
  };
}

function originOf(frames: readonly StackFrame[], sink: boolean): CallOrigin {
  if (sink || frames.some((frame) => frame.evalOrigin !== null)) return 'evaluated';
  return frames.some((frame) => frame.file !== null && !frame.file.startsWith('node:')) ? 'app' : 'unknown';
}

function evidenceOf(log: LogOf, draft: Draft): NonEmpty<EvidenceRef> {
  const lines = [...new Set(draft.lines)].slice(0, quotedLines);
  const refs = lines.map(
    (line, index): EvidenceRef => ({
      ...log.ref,
      line,
      excerpt: (draft.excerpts[index] ?? draft.command).slice(0, 300),
    }),
  );
  return isNonEmpty(refs) ? refs : [log.ref];
}

function toDate(micros: number | null): Date | null {
  return micros === null ? null : new Date(Math.floor(micros / 1000));
}
