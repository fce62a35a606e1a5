import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { preloadOptions } from '../sensor-install/preload-options.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** How the application is started. Paths as the operator gave them. */
export interface RunAppOptions {
  readonly mode?: 'observe' | 'block' | 'off';
  readonly baseline?: string;
  readonly events?: string;
  /** One of the three streams is a terminal, which sends its signals to the command by itself. */
  readonly atTerminal?: boolean;
}

/** What a supervisor or a shell sends to a service; SIGKILL and SIGSTOP cannot be caught (signal(7)). */
const forwarded = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;
/** A terminal sends these to the whole foreground group, so the application has them already (termios(3)). */
const fromKeyboard: ReadonlySet<string> = new Set(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGWINCH']);
/** POSIX `sh`, 2.8.2: not found, and found but not executable. */
const exitCodes = { ENOENT: 127, EACCES: 126 };

/**
 * Runs a command with the sensor loaded into each of its Node processes, standard input and output its own. Returns its exit
 * code, or 128 + n when signal n ended it. A missing sensor file costs one line, never the application.
 */
export function runApp(
  command: readonly string[],
  options: RunAppOptions,
  sensor: string,
  terminal: Terminal,
): Promise<number> {
  const env = environment(options, sensor, terminal);
  const [program = '', ...args] = command;
  return new Promise((settle) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    const forwards = forwarded.map((signal) => ({
      signal,
      send: () => void (options.atTerminal && fromKeyboard.has(signal) ? null : child.kill(signal)),
    }));
    for (const { signal, send } of forwards) process.on(signal, send);
    const end = (code: number) => {
      for (const { signal, send } of forwards) process.off(signal, send);
      settle(code);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      terminal.stderr(`candor: cannot start ${plainLine(program)}: ${plainLine(error.message)}\n`);
      end(error.code === 'EACCES' ? exitCodes.EACCES : exitCodes.ENOENT);
    });
    child.once('exit', (code, signal) => end(signal === null ? (code ?? 0) : 128 + constants.signals[signal]));
  });
}

function environment(options: RunAppOptions, sensor: string, terminal: Terminal): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...terminal.env };
  if (!existsSync(sensor)) {
    terminal.stderr(`candor: no sensor at ${plainLine(sensor)}: the command runs without it\n`);
    return env;
  }
  env.NODE_OPTIONS = preloadOptions(env.NODE_OPTIONS, sensor);
  if (options.mode !== undefined) env.CANDOR_SENSOR = options.mode;
  if (options.baseline !== undefined) env.CANDOR_SENSOR_BASELINE = resolve(options.baseline);
  if (options.events !== undefined) env.CANDOR_SENSOR_FILE = resolve(options.events);
  if (env.DISABLE_SUBPROC_DIAG === 'true' && options.mode !== 'off') {
    terminal.stderr('candor: DISABLE_SUBPROC_DIAG=true is set and switches the sensor off; unset it to have one\n');
  }
  return env;
}
