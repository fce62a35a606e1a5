import type { Parsed } from '../../core/parsed.js';
import type { ExecEvent } from '../exec-events/exec-event.js';
import { eventTime, type JsonRecord, readStream, wordsOf } from '../exec-events/json-objects.js';
import { filledOrNull, numberOrNull, objectOf } from '../text/json-values.js';

/**
 * Reads Falco's JSON output (`json_output: true`): alerts of program starts, those with `evt.type` execve, execveat or
 * without a type but with a command line. Falco writes alerts, not all starts: absence proves nothing.
 */
export function readFalco(text: string): Parsed<ExecEvent[]> {
  return readStream(text, toExec);
}

function toExec(alert: JsonRecord, line: number): ExecEvent | null {
  const fields = objectOf(alert.output_fields);
  const text = (name: string) => filledOrNull(fields[name]);
  const type = text('evt.type');
  const command = text('proc.cmdline');
  const at = eventTime(alert.time) ?? eventTime(fields['evt.time']);
  if (at === null || command === null || (type !== null && !/^(?:execve|execveat|spawned_process)$/.test(type)))
    return null;
  const container = text('container.id');
  const auid = numberOrNull(fields['user.loginuid']);
  const words = wordsOf(command);
  return {
    source: 'falco',
    serial: null,
    at,
    pid: numberOrNull(fields['proc.pid']),
    ppid: numberOrNull(fields['proc.ppid']),
    uid: numberOrNull(fields['user.uid']),
    auid: auid === null || auid < 0 || auid === 4_294_967_295 ? null : auid,
    exe: text('proc.exepath') ?? text('proc.exe'),
    comm: text('proc.name'),
    tty: null,
    cwd: text('proc.cwd'),
    argv: words.slice(0, 4096),
    argvTruncated: words.length > 4096,
    success: true,
    exit: null,
    key: filledOrNull(alert.rule),
    container: container === 'host' ? null : container,
    line,
  };
}
