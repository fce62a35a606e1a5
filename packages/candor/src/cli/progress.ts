import type { Terminal } from './terminal.js';

/** A line that says what is being looked at, on a terminal only. */
export interface ProgressLine {
  readonly show: (label: string) => void;
  readonly clear: () => void;
}

/** One line on standard error that overwrites itself; nothing when that is no terminal or when asked to be quiet. */
export function progressLine(terminal: Terminal, quiet: boolean, doing = 'collecting'): ProgressLine {
  if (quiet || !terminal.interactive) return { show: () => {}, clear: () => {} };
  return {
    show: (label) => terminal.stderr(`\r\u001b[2K${doing}: ${label}`),
    clear: () => terminal.stderr('\r\u001b[2K'),
  };
}
