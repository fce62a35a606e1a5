import { Command, CommanderError } from 'commander';
import { CandorError, exitCodes } from '../core/errors.js';
import { version } from '../core/version.js';
import { addCommands } from './commands/index.js';
import { processTerminal, type Terminal } from './terminal.js';

/** Runs the command line and returns the exit code: the verdict's 0–4, or 64, 65, 70 (sysexits(3)); 130 after Ctrl-C. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const exit = { code: 0 };
  const program = new Command('candor')
    .description('Are we safe, and how do you know? Security checks for self-hosted Node stacks.')
    .version(version, '-V, --version')
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for the options and an example)')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr });
  addCommands(program, terminal, exit);
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return exit.code;
  } catch (error) {
    return report(error, terminal);
  }
}

function report(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof CandorError) {
    terminal.stderr(`candor: ${error.message}${error.hint ? `\n  hint: ${error.hint}` : ''}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.stderr(`candor: this is a bug in candor, not a finding about the host: ${text}\n`);
  return exitCodes.internal;
}
