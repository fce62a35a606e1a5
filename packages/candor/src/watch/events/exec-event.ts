import type { WatchEvent } from '../../core/event.js';
import type { ExecEvent } from '../../formats/exec-events/exec-event.js';
import { eventOf, fieldsOf, type Place } from './event-of.js';

/** A program start as the kernel's side tells it, in the words of Sigma's `process_creation`. */
export function execEvent(exec: ExecEvent, place: Place): WatchEvent {
  const command = commandLine(exec.argv);
  const fields = fieldsOf({
    'process.executable': exec.exe ?? exec.argv[0],
    'process.name': exec.comm,
    'process.command_line': command,
    'process.args': exec.argv.length > 0 ? [...exec.argv] : null,
    'process.working_directory': exec.cwd,
    'process.pid': exec.pid,
    'process.parent.pid': exec.ppid,
    'user.id': exec.uid,
    'user.audit.id': exec.auid,
    'container.id': exec.container,
    'event.outcome': exec.success === null ? null : exec.success ? 'success' : 'failure',
  });
  const logsource = { product: 'linux', category: 'process_creation', service: exec.source };
  return eventOf(place, exec.at, logsource, fields, command === '' ? (exec.exe ?? '') : command);
}

/** Arguments as one line, those with blanks in quotes. */
export function commandLine(argv: readonly string[]): string {
  return argv.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}
