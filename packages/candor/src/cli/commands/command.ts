import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';

/** One command: adds itself to the program; its action loads what it needs when it runs, and sets the exit code. */
export type AddCommand = (program: Command, terminal: Terminal, exit: { code: number }) => void;
