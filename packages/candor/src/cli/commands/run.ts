import { Option } from 'commander';
import type { RunAppOptions } from '../run-app.js';
import type { AddCommand } from './command.js';

/** `candor run`: starts an application with the sensor in it. */
export const addRun: AddCommand = (program, terminal, exit) => {
  program
    .command('run')
    .argument('<command...>', 'the command and its arguments; put -- before it')
    .description('start a command with the sensor in each of its Node processes; its exit code is the command’s own')
    .addOption(new Option('--mode <mode>', 'what the sensor does').choices(['observe', 'block', 'off']))
    .option('--baseline <file>', 'known keys (candor sensor learn)')
    .option('--events <file>', 'append events to this file instead of standard error')
    .option('--sensor <file>', 'another sensor.cjs than the one that came with this program')
    .addHelpText('after', '\nExamples:\n  $ candor run -- npm start\n  $ candor run --mode block -- node server.js\n')
    .action(async (command: string[], options: RunAppOptions & { sensor?: string }) => {
      const { runApp } = await import('../run-app.js');
      const { sensorFile } = await import('../sensor-file.js');
      const { resolve } = await import('node:path');
      const { isatty } = await import('node:tty');
      const atTerminal = [0, 1, 2].some((fd) => isatty(fd));
      exit.code = await runApp(command, { ...options, atTerminal }, resolve(options.sensor ?? sensorFile()), terminal);
    });
};
